/** Why a text is no JSON, in words that quote nothing of it, and where. */

export interface JsonFailure {
  /** Without a full stop. What a parser quotes may be part of a patient's record, which does not belong in messages. */
  readonly reason: string;
  /** Counts from 1; absent where the parser does not say. */
  readonly line?: number;
}

/** @param content what was parsed, to find the line; without it there is none. */
export function jsonFailure(error: unknown, content?: string): JsonFailure {
  const message = String(error instanceof Error ? error.message : error);
  const reason = message.replace(/,? *(?:\.\.\.)?".*$/s, '').replace(/ at position \d+.*$/s, '');
  const position = /at position (\d+)/.exec(message)?.[1];
  const end =
    position === undefined && /end of JSON|Unterminated/.test(message) ? content?.length : undefined;
  const place = position === undefined ? end : Number(position);
  if (content === undefined || place === undefined) return { reason };
  return { reason, line: content.slice(0, place).trimEnd().split('\n').length };
}
