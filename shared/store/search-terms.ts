const longestTerm = 64
const plainWord = /^[a-z0-9]+$/i

// Made when text is first read for its words: the dictionaries of all scripts take 8 ms to open.
let words: Intl.Segmenter | undefined

/**
 * The distinct words of `texts`, folded, at most `max` of them, in the order in which they come: put what names a thing
 * before what describes it. They are stored as an indexed array, with the fields of the list's sort behind it in the
 * index, so that a search is a keyset page like any other.
 */
export function searchTerms(texts: readonly string[], max: number): string[] {
  const terms = new Set<string>()
  for (const text of texts) {
    for (const term of termsOf(text)) {
      if (terms.size >= max) return [...terms]
      terms.add(term)
    }
  }
  return [...terms]
}

/**
 * The filter for documents whose `search_terms` hold every word of `query`, in any order, whatever case and accents.
 * A query without a word finds nothing.
 */
export function holdsWordsOf(query: string): { $all: string[] } {
  return { $all: [...new Set(termsOf(query))] }
}

/**
 * Words as Unicode (UAX #29) and its dictionaries tell them apart, so also in scripts that are written without spaces.
 * Both the apostrophe of l'été and the full stop of example.com end a word here, because people search for what stands
 * on either side.
 */
function* termsOf(text: string): Generator<string> {
  words ??= new Intl.Segmenter('und', { granularity: 'word' })
  for (const { segment, isWordLike } of words.segment(text.normalize('NFKC'))) {
    if (!isWordLike) continue
    // Most words of most texts; what follows would make the same of them.
    if (plainWord.test(segment)) yield shortened(segment.toLowerCase())
    else for (const [term] of folded(segment).matchAll(/[\p{L}\p{N}]+/gu)) yield shortened(term)
  }
}

// By way of upper case, so that ß and ss, and both forms of the Greek sigma, are the same.
function folded(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toUpperCase().toLowerCase().normalize('NFKC').replaceAll('ς', 'σ')
}

function shortened(term: string): string {
  return term.length <= longestTerm ? term : Array.from(term).slice(0, longestTerm).join('')
}
