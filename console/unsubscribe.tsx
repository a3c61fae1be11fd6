import { render } from 'preact'
import { UnsubscribePage } from './pages/unsubscribe.tsx'

render(<UnsubscribePage token={new URLSearchParams(location.search).get('token')} />, document.body)
