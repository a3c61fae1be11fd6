const mostCharacters = 80

/** A text as one line of at most 80 code points, for lists and sentences; what is cut off leaves an ellipsis. */
export function firstLine(text: string): string {
  const line = Array.from(text.replaceAll(/\s+/g, ' ').trim())
  return line.length <= mostCharacters ? line.join('') : `${line.slice(0, mostCharacters - 1).join('').trimEnd()}…`
}
