import { render } from 'preact'
import { restoreSession } from './api/session.ts'
import { Console } from './pages/console.tsx'

await restoreSession()
render(<Console />, document.body)
