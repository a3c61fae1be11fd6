const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/[\d.]+ .*Safari\//, 'Safari'],
  [/\bokhttp\//i, 'Android app'],
  [/\bCFNetwork\//, 'Apple app'],
]

const systems: readonly (readonly [RegExp, string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b|\bDarwin\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** What a person would call the device behind a `User-Agent`: `Firefox on Linux`, else the agent's own first word. */
export function deviceOf(userAgent: string | undefined): string {
  if (!userAgent) return 'Unknown device'
  const browser = firstMatch(browsers, userAgent)
  const system = firstMatch(systems, userAgent)
  if (browser && system) return `${browser} on ${system}`
  return browser ?? system ?? userAgent.split(/[\s/]/, 1)[0]?.slice(0, 40) ?? 'Unknown device'
}

function firstMatch(known: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return known.find(([pattern]) => pattern.test(text))?.[1]
}

type Headers = Readonly<Record<string, string | undefined>>

/** Roughly where an address is: the city that the distribution says, else the network; null on this machine. */
export function placeOf(address: string, headers: Headers): string | null {
  const named = [headers['cloudfront-viewer-city'], headers['cloudfront-viewer-country']].filter((part) => part !== undefined)
  if (named.length > 0) return named.join(', ').slice(0, 100)
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.\d+$/.exec(address)
  if (v4) return v4[1] === '127' ? null : `${v4[1]}.${v4[2]}.${v4[3]}.0/24`
  const groups = address.split(':')
  return groups.length < 4 || address.startsWith('::') ? null : `${groups.slice(0, 3).join(':')}::/48`
}
