/** Documents written down in short. */
import type { AnnotatedDocument } from '../../../server/annotation/document.ts';
import { noAnnotations, wordsAt } from '../../../server/annotation/document.ts';
import { span } from '../../../server/text/positions.ts';

/** @param entities such as `Gene 4 9`, or `Gene 4 9 12 15` for two fragments. */
export function documentOf(text: string, entities: readonly string[]): AnnotatedDocument {
  return {
    id: 'd',
    text,
    annotations: {
      ...noAnnotations,
      entities: entities.map((description, index) => {
        const [type = '', ...offsets] = description.split(' ');
        const [first = span(0, 0), ...rest] = fragmentsOf(offsets.map(Number));
        const fragments = [first, ...rest] as const;
        return { id: `T${index + 1}`, type, fragments, words: wordsAt(text, fragments) };
      }),
    },
  };
}

function fragmentsOf([start, end, ...rest]: readonly number[]): ReturnType<typeof span>[] {
  return start === undefined || end === undefined ? [] : [span(start, end), ...fragmentsOf(rest)];
}
