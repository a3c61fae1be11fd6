/** A route of an API: `GET /v1/articles/{article_id}`, with `{proxy+}` for any rest and `ANY` for any method. */
export interface Route<Target> {
  readonly key: string
  readonly target: Target
}

export interface Match<Target> extends Route<Target> {
  /** Percent-encoded, as they stand in the path. */
  readonly parameters: Readonly<Record<string, string>>
}

interface Entry<Target> extends Route<Target> {
  readonly names: readonly string[]
}

interface Node<Target> {
  readonly literals: Map<string, Node<Target>>
  /** One child for parameters of every name: the names belong to the routes. */
  parameter?: Node<Target>
  readonly ends: Map<string, Entry<Target>>
  /** Routes that end in `{proxy+}` here, by their method. */
  readonly greedy: Map<string, Entry<Target>>
}

/**
 * A function that finds the route of a request as API Gateway does: a literal segment before a parameter, a full match
 * before `{proxy+}`, `$default` last. Throws when two routes have the same key.
 */
export function createRouter<Target>(
  routes: readonly Route<Target>[],
): (method: string, path: string) => Match<Target> | undefined {
  const root = newNode<Target>()
  let fallback: Match<Target> | undefined
  for (const route of routes) {
    if (route.key === '$default') fallback ??= { ...route, parameters: {} }
    else add(root, route)
  }

  return (method, path) => {
    const segments = path.split('/').slice(1)
    const values: string[] = []
    const found = find('full', root, method, segments, 0, values) ?? find('greedy', root, method, segments, 0, values)
    if (!found) return fallback
    return { ...found, parameters: Object.fromEntries(found.names.map((name, index) => [name, values[index] as string])) }
  }
}

function newNode<Target>(): Node<Target> {
  return { literals: new Map(), ends: new Map(), greedy: new Map() }
}

function add<Target>(root: Node<Target>, route: Route<Target>): void {
  const [method = '', path = ''] = route.key.split(' ')
  const names: string[] = []
  let node = root
  for (const segment of path.split('/').slice(1)) {
    const name = /^\{(\w+)(\+?)\}$/.exec(segment)
    if (!name) {
      const next: Node<Target> = node.literals.get(segment) ?? newNode()
      node.literals.set(segment, next)
      node = next
      continue
    }
    names.push(name[1] as string)
    if (name[2]) return end(node.greedy, method, { ...route, names })
    node = node.parameter ??= newNode()
  }
  end(node.ends, method, { ...route, names })
}

function end<Target>(ends: Map<string, Entry<Target>>, method: string, entry: Entry<Target>): void {
  const known = ends.get(method)
  if (known) throw new Error(`The routes ${known.key} and ${entry.key} are the same`)
  ends.set(method, entry)
}

/** The route of the segments from `at` on, which matches all of them or, as a greedy one, takes the rest as its last parameter. */
function find<Target>(
  kind: 'full' | 'greedy',
  node: Node<Target>,
  method: string,
  segments: readonly string[],
  at: number,
  values: string[],
): Entry<Target> | undefined {
  const segment = segments[at]
  if (segment === undefined) return kind === 'full' ? ofMethod(node.ends, method) : undefined
  const literal = node.literals.get(segment)
  const found = literal && find(kind, literal, method, segments, at + 1, values)
  if (found) return found
  if (node.parameter && segment !== '') {
    values.push(segment)
    const behind = find(kind, node.parameter, method, segments, at + 1, values)
    if (behind) return behind
    values.pop()
  }
  if (kind === 'full') return undefined
  const here = ofMethod(node.greedy, method)
  if (here) values.push(segments.slice(at).join('/'))
  return here
}

function ofMethod<Target>(entries: ReadonlyMap<string, Entry<Target>>, method: string): Entry<Target> | undefined {
  return entries.get(method) ?? entries.get('ANY')
}
