/** What is used of WebAssembly, whose types come with those of browsers alone. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module);
    readonly exports: object;
  }
  interface Memory {
    /** Another one after the memory has grown. */
    readonly buffer: ArrayBuffer;
    /** By pages of 64 KiB. RangeError where there is no room. */
    grow(pages: number): number;
  }
  interface Global {
    value: number;
  }
}
