/** The shells that a script is printed for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script for each shell. It asks `t4 completion answer` what may stand at the cursor, so it needs no change when commands do: a line `:none`,
 * `:files` or `:dirs`, then a candidate a line, with a tab and a few words on it.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# t4 completion for bash. In ~/.bashrc: eval "$(t4 completion bash)"
_t4() {
  local line more=none
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :*) more="\${line#:}" ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <("\${COMP_WORDS[0]}" completion answer bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  case "$more" in
    files) compopt -o default 2>/dev/null ;;
    dirs) compopt -o dirnames 2>/dev/null ;;
  esac
}
complete -F _t4 t4
`,
  zsh: `#compdef t4
# t4 completion for zsh. In ~/.zshrc, after compinit: eval "$(t4 completion zsh)"
_t4() {
  local line more=none
  local -a found
  for line in "\${(@f)$("\${(Q)words[1]}" completion answer zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    case "$line" in
      :*) more="\${line#:}" ;;
      ?*) found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done
  case "$more" in
    files) _files ;;
    dirs) _files -/ ;;
    *) _describe -V t4 found ;;
  esac
}
if [ "$funcstack[1]" = "_t4" ]; then
  _t4 "$@"
else
  compdef _t4 t4
fi
`,
  fish: `# t4 completion for fish: t4 completion fish > ~/.config/fish/completions/t4.fish
function __t4_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] completion answer fish -- $words[2..] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':dirs'
                __fish_complete_directories "$current"
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c t4 -f -a '(__t4_complete)'
`,
};
