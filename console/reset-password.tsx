import { render } from 'preact'
import { ResetPasswordPage } from './pages/reset-password.tsx'

render(<ResetPasswordPage token={new URLSearchParams(location.search).get('token')} />, document.body)
