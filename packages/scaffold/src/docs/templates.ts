import type { Template } from "../template.ts";

/** What the templates of documents leave open. */
type DocSlot =
  /** The module's name. */
  | "module"
  /** The front matter's `module`, as YAML. */
  | "yamlModule"
  /** The workspace's name as a word, for a file name. */
  | "workspace"
  /** The front matter's `type` and `title`, as YAML. */
  | "type"
  | "yamlTitle"
  /** A sentence that links to the documents there are; empty for none. */
  | "links";

/** A template, with what its front matter says. */
export interface DocTemplate extends Template<DocSlot> {
  /** One that the front matter gate knows. */
  type: "api" | "architecture" | "guide" | "reference";
  /** What follows the module's name in the title. */
  title: string;
}

/**
 * Every text is a stub: a line of it that is no heading starts as a placeholder does, and its headings are among those that say nothing of their own. So it
 * is no evidence even where somebody takes `status: draft` off too early.
 */
const HEAD = `---
module: {{yamlModule}}
type: {{type}}
title: {{yamlTitle}}
status: draft
---

<!-- t4:stub -->
`;

const CONTEXT = `
## Purpose

TODO: say in two or three sentences what {{module}} is for, and who uses it.

## Goals

- TODO: what it must do, a line each.

## Components

- TODO: name its parts, each with what it is responsible for.

## Inputs

- TODO: what it is given, by whom, in which form.

## Outputs

- TODO: what it gives back, writes or sends.

## Invariants

- TODO: what always holds, whatever happens.

## Dependencies

- TODO: what it needs of other modules and services.
`;

/** The seven documents of a module. */
export const DOC_TEMPLATES: readonly DocTemplate[] = [
  {
    path: "README.md",
    purpose: "what the module is and how it is used",
    type: "guide",
    title: "overview",
    instead: /^readme(?:\.\w+)?$/i,
    text: `${HEAD}
# {{module}}

TODO: say in one sentence what {{module}} does.{{links}}

## Features

- TODO: what it can do, a line each, in the words of your users.

## Usage

TODO: show the shortest piece of code that does something useful.

## Testing

TODO: say how its tests are run.
`,
  },
  {
    path: "claude.me",
    purpose: "what people and assistants need to know to work on it",
    type: "reference",
    title: "context",
    text: `${HEAD}
# {{module}}
${CONTEXT}`,
  },
  {
    path: "{{workspace}}_context.md",
    purpose: "its place in the workspace",
    type: "reference",
    title: "place in the workspace",
    instead: /_context\.md$/i,
    text: `${HEAD}
# {{module}}

## Overview

TODO: say which modules of the workspace call {{module}}, and which ones it calls.

## Inputs

- TODO: what comes in from other modules.

## Outputs

- TODO: what other modules rely on.

## Invariants

- TODO: what the workspace may always expect of it.
`,
  },
  {
    path: "CHANGELOG.md",
    purpose: "what changed from version to version",
    type: "reference",
    title: "changelog",
    instead: /^(?:changelog|changes|history)(?:\.\w+)?$/i,
    text: `${HEAD}
# Changelog

## Unreleased

- TODO: what changed for the users of {{module}}, a line each.
`,
  },
  {
    path: "docs/API.md",
    purpose: "every public symbol, with examples",
    type: "api",
    title: "API",
    text: `${HEAD}
# API

TODO: describe what other modules may import from {{module}}; \`t4 enrich\` lists what resolves.

## Usage

TODO: give an example for each symbol.

## Inputs

- TODO: arguments with types, units and limits.

## Outputs

- TODO: what is returned, and what is raised or thrown when.
`,
  },
  {
    path: "docs/ARCHITECTURE.md",
    purpose: "how it is built, and why so",
    type: "architecture",
    title: "architecture",
    text: `${HEAD}
# Architecture

TODO: describe how {{module}} is built, and which decisions led there.

## Components

- TODO: name the parts, each with what it is responsible for.

## Dependencies

- TODO: what each part needs of the others.

## Invariants

- TODO: what always holds, and which part sees to it.

## Performance

TODO: say what is fast, what is not, and how that is measured.
`,
  },
  {
    path: "docs/CONTRIBUTING.md",
    purpose: "how to change it",
    type: "guide",
    title: "contributing",
    instead: /^contributing(?:\.\w+)?$/i,
    text: `${HEAD}
# Contributing

TODO: say how to set up, change, test and review {{module}}.

## Testing

TODO: say which tests have to pass, and how they are run.

## Goals

- TODO: what a change must never break.
`,
  },
];
