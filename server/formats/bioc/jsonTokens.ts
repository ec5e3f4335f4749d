/** JSON values out of a stream of characters, in which some objects are handed on as soon as they are complete. */
import { type Tokenizer, TokenType } from '@streamparser/json';
import { byte, OffsetConverter } from '../../text/positions.ts';
import { jsonTokenizer } from '../json/tokenizer.ts';
import type { Json, JsonObject } from '../json/values.ts';
import type { Place } from './parts.ts';

export interface JsonReceiver {
  /** Whether a complete object is to be handed on; it then is no longer part of what is around it. */
  isPart(object: JsonObject): boolean;
  /** @param around the objects that are open around it, with what they have so far, the outermost first. */
  part(object: JsonObject, around: readonly JsonObject[]): void;
  /** Another object with parts inside is complete; `missed` names the fields that came after the first of them. */
  closed(missed: readonly string[], place: Place | undefined): void;
  problem(code: 'malformed' | 'cut-off', message: string, place: Place): void;
}

interface Frame {
  readonly value: { [name: string]: Json } | Json[];
  /** The field whose value comes next. */
  key?: string;
  awaits: 'first' | 'key' | 'colon' | 'value' | 'comma';
  /** Where an object begins. */
  readonly place?: Place;
  /** The fields of the object up to the one that holds parts, once a part in it has been handed on. */
  known?: ReadonlySet<string>;
}

/**
 * Puts values together. Values may follow each other, as in JSON lines. After an error, reading goes on at the next line
 * that holds a whole object. Knows the places of the objects in a part while it is handed on.
 */
export class JsonTokens {
  readonly #receiver: JsonReceiver;
  /** Of the objects since the last part was handed on; objects around it have theirs in their frame. */
  #places = new Map<object, Place>();
  #tokenizer: Tokenizer;
  #frames: Frame[] = [];
  #failed = false;
  #held = '';
  #line = 1;
  /** The piece of a line that is being read: where it begins in the line and in the tokenizer's bytes. */
  #piece = { text: '', column: 0, byte: 0 };
  #bytes: OffsetConverter | undefined;
  /** After an error: whether it is in the current line, and otherwise what that line has so far. */
  #isSpoilt = false;
  #skipped = '';

  constructor(receiver: JsonReceiver) {
    this.#receiver = receiver;
    this.#tokenizer = this.#newTokenizer();
  }

  write(chunk: string): void {
    let content = this.#held + chunk;
    this.#held = '';
    if (/[\uD800-\uDBFF]$/.test(content)) {
      this.#held = content.slice(-1);
      content = content.slice(0, -1);
    }
    for (const piece of content.split(/(?<=\n)/)) if (piece !== '') this.#write(piece);
  }

  end(): void {
    if (this.#failed && !this.#isSpoilt) this.#retry();
    if (!this.#failed && !this.#tokenizer.isEnded) this.#tokenizer.end();
    if (this.#failed || this.#frames.length === 0) return;
    this.#receiver.problem(
      'cut-off',
      'The file ends before its JSON does; what was not complete is left out.',
      this.#here(),
    );
  }

  /** Where an object begins in the file; known while it or the part that it is in is being handed on. */
  placeOf(object: object): Place | undefined {
    return this.#places.get(object);
  }

  #write(piece: string): void {
    if (!this.#failed) this.#feed(piece);
    else if (!this.#isSpoilt) this.#skipped += piece;
    if (!piece.endsWith('\n')) return;
    if (this.#failed && !this.#isSpoilt) this.#retry();
    this.#isSpoilt = false;
    this.#line += 1;
    this.#piece = { text: '', column: 0, byte: this.#piece.byte + this.#byteLength() };
    this.#bytes = undefined;
  }

  #feed(piece: string): void {
    const { text, column, byte: start } = this.#piece;
    this.#piece = { text: piece, column: column + text.length, byte: start + this.#byteLength() };
    this.#bytes = undefined;
    this.#tokenizer.write(piece);
  }

  /** Begins anew after an error, where the line that has been skipped holds a whole object. */
  #retry(): void {
    const line = this.#skipped;
    this.#skipped = '';
    if (!/^\s*\{.*\}\s*$/s.test(line)) return;
    this.#failed = false;
    this.#frames = [];
    this.#tokenizer = this.#newTokenizer();
    this.#piece = { text: '', column: 0, byte: 0 };
    this.#bytes = undefined;
    this.#feed(line);
  }

  #newTokenizer(): Tokenizer {
    const tokenizer = jsonTokenizer();
    tokenizer.onToken = ({ token, value, offset }) => this.#token(token, value, offset);
    tokenizer.onError = (error) => this.#fail(error.message);
    return tokenizer;
  }

  #fail(reason: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#isSpoilt = true;
    const [what = ''] = reason.split(' at chunk position');
    this.#receiver.problem('malformed', `The file is no well-formed JSON here: ${what}.`, this.#here());
  }

  #here(): Place {
    return { line: this.#line };
  }

  #byteLength(): number {
    const { text } = this.#piece;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is the range up to 0x7f.
    return /^[\x00-\x7f]*$/.test(text) ? text.length : this.#pieceBytes().length.byte;
  }

  #pieceBytes(): OffsetConverter {
    this.#bytes ??= new OffsetConverter(this.#piece.text);
    return this.#bytes;
  }

  #place(offset: number): Place {
    const { column, byte: start } = this.#piece;
    const within = this.#pieceBytes().fromByte(byte(offset - start));
    return within === undefined ? this.#here() : { line: this.#line, column: column + within + 1 };
  }

  #token(token: TokenType, value: Json, offset: number): void {
    const frame = this.#frames.at(-1);
    switch (token) {
      case TokenType.LEFT_BRACE:
        this.#expect(frame === undefined || mayHaveValue(frame), '{');
        this.#open({}, offset);
        return;
      case TokenType.LEFT_BRACKET:
        this.#expect(frame === undefined || mayHaveValue(frame), '[');
        this.#open([], offset);
        return;
      case TokenType.RIGHT_BRACE:
        this.#expect(frame !== undefined && !Array.isArray(frame.value) && isOver(frame), '}');
        this.#close();
        return;
      case TokenType.RIGHT_BRACKET:
        this.#expect(frame !== undefined && Array.isArray(frame.value) && isOver(frame), ']');
        this.#close();
        return;
      case TokenType.COLON:
        this.#expect(frame?.awaits === 'colon', ':');
        (frame as Frame).awaits = 'value';
        return;
      case TokenType.COMMA:
        this.#expect(frame?.awaits === 'comma', ',');
        (frame as Frame).awaits = Array.isArray((frame as Frame).value) ? 'value' : 'key';
        return;
      case TokenType.SEPARATOR:
        return;
      default:
        if (frame !== undefined && awaitsKey(frame)) {
          this.#expect(typeof value === 'string', String(value));
          frame.key = String(value);
          frame.awaits = 'colon';
          return;
        }
        this.#expect(frame === undefined || mayHaveValue(frame), JSON.stringify(value));
        if (frame !== undefined) add(frame, value);
    }
  }

  #expect(condition: boolean, token: string): void {
    // The tokenizer takes this for an error of its own and reports it.
    if (!condition) throw new SyntaxError(`Unexpected ${token.slice(0, 40)}`);
  }

  #open(value: Frame['value'], offset: number): void {
    if (Array.isArray(value)) {
      this.#frames.push({ value, awaits: 'first' });
      return;
    }
    const place = this.#place(offset);
    this.#places.set(value, place);
    this.#frames.push({ value, place, awaits: 'first' });
  }

  #close(): void {
    const { value, known, place } = this.#frames.pop() as Frame;
    const parent = this.#frames.at(-1);
    if (!Array.isArray(value)) {
      if (this.#receiver.isPart(value)) {
        const around = this.#frames.filter((frame) => !Array.isArray(frame.value));
        this.#receiver.part(
          value,
          around.map((frame) => shownParts(frame)),
        );
        for (const frame of around) frame.known ??= new Set([...Object.keys(frame.value), frame.key ?? '']);
        this.#places = new Map();
        if (parent !== undefined) parent.awaits = 'comma';
        return;
      }
      const missed = known === undefined ? [] : Object.keys(value).filter((name) => !known.has(name));
      if (known !== undefined) this.#receiver.closed(missed, place);
    }
    if (parent !== undefined) add(parent, value);
  }
}

/** An open object with the list that is being read in it, which is empty as far as its parts have been handed on. */
function shownParts({ value, key }: Frame): JsonObject {
  const object = value as { [name: string]: Json };
  return key === undefined || Object.hasOwn(object, key) ? object : { ...object, [key]: [] };
}

function awaitsKey({ value, awaits }: Frame): boolean {
  return !Array.isArray(value) && (awaits === 'first' || awaits === 'key');
}

function mayHaveValue({ value, awaits }: Frame): boolean {
  return awaits === 'value' || (Array.isArray(value) && awaits === 'first');
}

function isOver({ awaits }: Frame): boolean {
  return awaits === 'first' || awaits === 'comma';
}

function add(frame: Frame, value: Json): void {
  frame.awaits = 'comma';
  if (Array.isArray(frame.value)) frame.value.push(value);
  else {
    // A field named __proto__ is a field like any other.
    Object.defineProperty(frame.value, frame.key ?? '', {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    });
    delete frame.key;
  }
}
