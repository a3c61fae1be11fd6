const wholeNumber = new Intl.NumberFormat('en-GB')
const shortNumber = new Intl.NumberFormat('en-GB', { notation: 'compact' })
const byteUnits = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
] as const
const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** `12,345`. */
export const inFull = (value: number) => wholeNumber.format(value)

/** `12K`. */
export const inShort = (value: number) => shortNumber.format(value)

/** `12.3 MB`, `7 bytes`. */
export function inBytes(bytes: number): string {
  const [unit, size] = byteUnits.find(([, size]) => bytes >= size) ?? ['byte', 1]
  const unitDisplay = unit === 'byte' ? 'long' : 'short'
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(bytes / size)
}

/** `21 Nov 2026, 13:05`, in the reader's time zone; a dash for never. */
export const atMoment = (time: string | null) => (time === null ? '–' : moment.format(new Date(time)))

/** `21 Nov`, in the reader's time zone or in UTC. */
export function onDay(time: string | number, isUtc = false): string {
  const zone = isUtc ? { timeZone: 'UTC' } : {}
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', ...zone }).format(new Date(time))
}

/** `first_thing` as a label: `First thing`. */
export function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
