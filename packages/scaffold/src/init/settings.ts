import { DEFAULT_FLAGS } from "@t4/contracts";
import { formatJson, getOwn, isJsonObject, type JsonObject } from "@t4/core";

/** What the config must say because the usual places are taken by files that are not T4's. */
export interface OwnPlaces {
  flags?: string;
  vocab?: string;
}

/** `t4.config.json`: marks the workspace's root. Everything else in it has a default. `schemas` is where editors find the schemas. */
export function configText(places: OwnPlaces, schemas: string): string {
  return formatJson({ $schema: `${schemas}/t4.config.schema.json`, ...places });
}

/** The thresholds that teams set first, each at its shipped value. */
export function flagsText(schemas: string): string {
  const { coverage_targets, enforce_observed_freshness_days, min_mqi, sla_policy } = DEFAULT_FLAGS;
  const flags = { coverage_targets, enforce_observed_freshness_days, min_mqi, sla_policy };
  return formatJson({ $schema: `${schemas}/flags.schema.json`, ...(JSON.parse(JSON.stringify(flags)) as JsonObject) });
}

/** Where editors find the schemas: in the installed package when the repository depends on it, else under their public name. */
export function schemaPlace(isInstalled: boolean, t4Package: string): string {
  return isInstalled ? `./node_modules/${t4Package}/dist/schemas` : "https://t4.dev/schemas";
}

/** True when the root's `package.json` depends on a package. */
export function dependsOn(rootPackage: JsonObject | undefined, name: string): boolean {
  return ["dependencies", "devDependencies"].some((key) => {
    const list = rootPackage && getOwn(rootPackage, key);
    return isJsonObject(list) && Object.hasOwn(list, name);
  });
}
