/** Files by path. A map is one. */
export interface KeptFiles extends Iterable<[path: string, bytes: Uint8Array]> {
  readonly size: number;
  get(path: string): Uint8Array | undefined;
}

/** Files that stay in the form in which they came, and are taken out of it one at a time, each time they are asked for: all at once take as much memory again. */
export class PackedFiles<Place> implements KeptFiles {
  readonly #places: ReadonlyMap<string, Place>;
  readonly #unpack: (place: Place) => Uint8Array;

  constructor(places: ReadonlyMap<string, Place>, unpack: (place: Place) => Uint8Array) {
    this.#places = places;
    this.#unpack = unpack;
  }

  get size(): number {
    return this.#places.size;
  }

  get(path: string): Uint8Array | undefined {
    const place = this.#places.get(path);
    return place === undefined ? undefined : this.#unpack(place);
  }

  *[Symbol.iterator](): Generator<[path: string, bytes: Uint8Array]> {
    for (const [path, place] of this.#places) yield [path, this.#unpack(place)];
  }
}
