import { gitIdentity } from "@t4/readers";

/** Who git says is at work in `root`: `user.email`; undefined without git or without an identity. */
export function gitActor(root: string): Promise<string | undefined> {
  return gitIdentity(root);
}
