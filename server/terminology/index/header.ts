/**
 * How a file of this folder's kind begins and ends, which the file of vectors shares: a header of fixed length says which
 * kind of file it is and where the directory stands, which is JSON and a list of checksums. All numbers are little-endian;
 * checksums are CRC-32.
 */
import { crc32 } from 'node:zlib';

export const headerLength = 64;

/** Bytes of the file, half-open. */
export interface Section {
  readonly start: number;
  readonly end: number;
}

/** A file that cannot be used; the message names it and says why and what to do. */
export class UnusableFile extends Error {
  override readonly name: string = 'UnusableFile';
}

export interface FileKind {
  /** The first bytes, at most 24: one beyond ASCII and both kinds of line end, so that a transfer as text shows at once. */
  readonly magic: Buffer;
  /** Of the layout. */
  readonly version: number;
  /** Such as `index of terms`. */
  readonly name: string;
  /** The error for a file that cannot be used. @param problem a sentence that goes on from the path. */
  readonly unusable: (path: string, problem: string) => UnusableFile;
}

export function encodeHeader(
  kind: Pick<FileKind, 'magic' | 'version'>,
  fileLength: number,
  directory: Section,
  directoryChecksum: number,
): Uint8Array {
  const header = Buffer.alloc(headerLength);
  kind.magic.copy(header);
  header.writeUInt32LE(kind.version, 24);
  header.writeUIntLE(fileLength, 28, 6);
  header.writeUIntLE(directory.start, 34, 6);
  header.writeUIntLE(directory.end, 40, 6);
  header.writeUInt32LE(directoryChecksum, 46);
  header.writeUInt32LE(crc32(header.subarray(0, headerLength - 4)), headerLength - 4);
  return header;
}

/** @throws the error of the kind where it is no header of it, or that of another version or another length of the file. */
export function decodeHeader(
  kind: FileKind,
  path: string,
  bytes: Uint8Array,
  fileLength: number,
): { readonly directory: Section; readonly directoryChecksum: number } {
  const header = Buffer.from(bytes);
  const { magic } = kind;
  if (header.length < headerLength || !header.subarray(0, magic.length).equals(magic))
    throw kind.unusable(path, `is no ${kind.name}, or its first bytes are damaged.`);
  if (header.readUInt32LE(headerLength - 4) !== crc32(header.subarray(0, headerLength - 4)))
    throw kind.unusable(path, 'is damaged: its header does not have its checksum.');
  const version = header.readUInt32LE(24);
  if (version !== kind.version)
    throw kind.unusable(path, `has version ${version} of the format; this program reads ${kind.version}.`);
  const stated = header.readUIntLE(28, 6);
  if (stated !== fileLength)
    throw kind.unusable(path, `is ${fileLength} bytes long where its header says ${stated}.`);
  return {
    directory: { start: header.readUIntLE(34, 6), end: header.readUIntLE(40, 6) },
    directoryChecksum: header.readUInt32LE(46),
  };
}

/** @param checksums of the parts of the file, in their order. */
export function encodeDirectory(directory: object, checksums: Uint32Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(directory));
  const bytes = Buffer.alloc(4 + json.length + 4 * checksums.length);
  bytes.writeUInt32LE(json.length, 0);
  json.copy(bytes, 4);
  for (const [place, checksum] of checksums.entries())
    bytes.writeUInt32LE(checksum, 4 + json.length + 4 * place);
  return bytes;
}

/** @throws the error of the kind where the checksum is another. */
export function decodeDirectory<Directory>(
  kind: FileKind,
  path: string,
  bytes: Uint8Array,
  checksum: number,
): { readonly directory: Directory; readonly checksums: Uint32Array } {
  if (crc32(bytes) !== checksum)
    throw kind.unusable(path, 'is damaged: its directory does not have its checksum.');
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jsonEnd = 4 + buffer.readUInt32LE(0);
  return {
    directory: JSON.parse(buffer.toString('utf8', 4, jsonEnd)) as Directory,
    checksums: numbersIn(buffer.subarray(jsonEnd)),
  };
}

/** Numbers of four bytes each. */
export function numbersIn(bytes: Uint8Array): Uint32Array {
  const aligned = new Uint8Array(bytes);
  return new Uint32Array(aligned.buffer, 0, aligned.length >>> 2);
}

/** The bytes of numbers of four bytes each; not a copy. */
export function bytesOf(numbers: Uint32Array): Uint8Array {
  return new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
