import { render } from 'preact'
import { App } from './app.js'
import './ui/style.css'

render(<App />, document.getElementById('page')!)
