import type { FilePort } from "@t4/core";

/** A file port that forgets to sync the files, or the folders, that `when` names: a mistake in a protocol, made on purpose. */
export function forgetSync(files: FilePort, name: "syncFile" | "syncDir", when: (path: string) => boolean): FilePort {
  return { ...files, [name]: async (path: string) => (when(path) ? undefined : files[name](path)) };
}
