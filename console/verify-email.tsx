import { render } from 'preact'
import { VerifyEmailPage } from './pages/verify-email.tsx'

render(<VerifyEmailPage token={new URLSearchParams(location.search).get('token')} />, document.body)
