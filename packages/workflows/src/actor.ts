import { gitIdentity } from "@t4/readers";

/** Who git says is at work in `root`: the address that a commit would carry; undefined without git or without an identity. */
export function gitActor(root: string): Promise<string | undefined> {
  return gitIdentity(root);
}
