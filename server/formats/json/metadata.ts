/** Fields of JSON objects that the document model does not know, as metadata and back. */
import type { Metadata } from '../../annotation/document.ts';
import { compact, type Json, type JsonObject } from './values.ts';

/**
 * The fields of an object that are not among the known ones, as metadata; undefined where there are none. Strings stay
 * as they are, other values become their JSON; a string that would come back as another value is quoted.
 * {@link metadataFields} gives back the same fields.
 */
export function metadataOf(object: JsonObject, known: ReadonlySet<string>): Metadata | undefined {
  const fields = Object.entries(object).filter(([name, value]) => value !== undefined && !known.has(name));
  if (fields.length === 0) return undefined;
  return Object.fromEntries(fields.map(([name, value]) => [name, toText(value as Json)]));
}

/**
 * Metadata as fields of a JSON object. Entries whose name is a field that the format itself writes cannot be kept;
 * `onClash` hears of them.
 */
export function metadataFields(
  metadata: Metadata | undefined,
  known: ReadonlySet<string>,
  onClash: (name: string) => void,
): JsonObject {
  const fields: [string, Json][] = [];
  for (const [name, text] of Object.entries(metadata ?? {})) {
    if (known.has(name)) onClash(name);
    else fields.push([name, fromText(text)]);
  }
  return Object.fromEntries(fields);
}

/** Metadata with further entries; undefined where there are none at all. */
export function extended(
  metadata: Metadata | undefined,
  more: Readonly<Record<string, string | undefined>>,
): Metadata | undefined {
  const all = { ...metadata, ...(compact(more) as Metadata) };
  return Object.keys(all).length === 0 ? undefined : all;
}

/** A value as the text that metadata holds. */
export function toText(value: Json): string {
  return typeof value === 'string' && fromText(value) === value ? value : JSON.stringify(value);
}

/** The value that {@link toText} made a text of; a text that it would not have made is itself a string. */
export function fromText(text: string): Json {
  const parsed = canonical(text);
  if (parsed === undefined) return text;
  if (typeof parsed !== 'string') return parsed;
  return fromText(parsed) === parsed ? text : parsed;
}

/** The value of a text that is JSON exactly as it would be written here. */
function canonical(text: string): Json | undefined {
  try {
    const parsed = JSON.parse(text) as Json;
    return JSON.stringify(parsed) === text ? parsed : undefined;
  } catch {
    return undefined;
  }
}
