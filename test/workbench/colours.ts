/** Colours as a browser writes them, and how well two of them can be told apart. */

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/**
 * The contrast of `front` on `back`, from 1 to 21, as the Web Content Accessibility Guidelines 2.1 define it. Where
 * `front` lets light through, it is mixed with `back` first, which must be opaque.
 */
export function contrast(front: string, back: string): number {
  const behind = parse(back);
  const [lighter, darker] = [luminance(over(parse(front), behind)), luminance(behind)].sort((a, b) => b - a);
  return ((lighter as number) + 0.05) / ((darker as number) + 0.05);
}

/** The colour that is seen where `front` lies over the opaque `back`. */
export function mixed(front: string, back: string): string {
  const [red, green, blue] = over(parse(front), parse(back));
  return `rgb(${red}, ${green}, ${blue})`;
}

function over([red, green, blue, alpha]: Colour, back: Colour): Colour {
  const mix = (front: number, behind: number) => front * alpha + behind * (1 - alpha);
  return [mix(red, back[0]), mix(green, back[1]), mix(blue, back[2]), 1];
}

function luminance([red, green, blue]: Colour): number {
  const linear = (value: number) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function parse(written: string): Colour {
  const numbers = written.match(/[\d.]+/g)?.map(Number) ?? [];
  const [red, green, blue, alpha = 1] = numbers;
  if (!written.startsWith('rgb') || red === undefined || green === undefined || blue === undefined) {
    throw new Error(`“${written}” is no colour of the form rgb(…)`);
  }
  return [red, green, blue, alpha];
}
