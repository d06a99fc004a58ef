/** A report's text without the byte order mark that some tools, and PowerShell, put before it. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}
