import { access } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { generateWorkspace, emptyWorkspace, startT4, type StartedT4, type TempWorkspace } from "@t4/testkit";
import { acquireLock, type Lock } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
