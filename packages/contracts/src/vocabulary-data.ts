/** A canonical feature and the phrases that mean it. */
export interface FeatureEntry {
  title: string;
  category: string;
  synonyms: string[];
  /** Lets a one-word synonym match inside a longer phrase. */
  contained?: boolean;
}

/** Something an API can do and the phrases that mean it. */
export interface CapabilityEntry {
  title: string;
  synonyms: string[];
}

/** The vocabulary as its files hold it. Keys are data: look them up as own properties. */
export interface VocabularyData {
  features: Record<string, FeatureEntry>;
  capabilities: Record<string, CapabilityEntry>;
  /** `namespace:value`, or `namespace:*` for every value. */
  tags: string[];
  /** Phrases that people decided are no features. */
  rejected: string[];
}
