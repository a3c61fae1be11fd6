import { useLayoutEffect, useState } from 'preact/hooks'
import { type Days, ranges } from './parts/range.tsx'

/** Which page is open, as the fragment of the address says: `#/articles/<id>?days=7`. */
export interface Route {
  readonly page: string
  readonly id: string | undefined
  readonly days: Days
}

/** The page that is open, as it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(read)
  useLayoutEffect(() => {
    const listener = () => setRoute(read())
    addEventListener('hashchange', listener)
    return () => removeEventListener('hashchange', listener)
  }, [])
  return route
}

/** The address of a page. */
export function hrefOf({ page, id, days }: { page: string; id?: string | undefined; days?: Days }): string {
  return `#/${page}${id === undefined ? '' : `/${id}`}${days === undefined ? '' : `?days=${days}`}`
}

/** Shows the page that is open over other days, in the place of the present one. */
export function changeDays(route: Route, days: Days): void {
  location.replace(hrefOf({ ...route, days }))
}

function read(): Route {
  const { pathname, searchParams } = new URL(location.hash.slice(1) || '/', location.origin)
  const [page = '', id] = pathname.slice(1).split('/')
  const wanted = Number(searchParams.get('days'))
  return { page, id, days: ranges.find((range) => range === wanted) ?? 30 }
}
