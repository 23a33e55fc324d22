import { readFile } from 'node:fs/promises'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { dependencyFile } from '../../../package-files.ts'
import type { HttpEnv } from '../../deps.ts'
import { openApiDocument } from '../../openapi.ts'

/** Files of swagger-ui-dist that the page needs, and nothing else of that package. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>chapterwise API</title>
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="stylesheet" href="docs/page.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`

/** Swagger UI's own colours leave headers of answers unreadable on a dark page, and much room above the title. */
const STYLE = `html.dark-mode .swagger-ui .headers :is(td, .header-col) { color: #e4e6e6; }
.swagger-ui .info { margin: 24px 0; }
.swagger-ui .scheme-container { padding: 16px 0; }
.swagger-ui .filter-container { padding-top: 16px; }
`

const START_SCRIPT = `const dark = matchMedia('(prefers-color-scheme: dark)')
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
follow()
dark.addEventListener('change', follow)
SwaggerUIBundle({
  url: new URL('openapi.json', document.baseURI).href,
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  filter: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
})
`

/** Swagger UI sets style attributes and draws its icons from data URLs; all else comes from here. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const ASSET_CACHE = 'public, max-age=86400'

/** `/openapi.json` and `/docs`: Swagger UI from the installed package, no other host, no inline script. */
export function registerDocs(
  app: OpenAPIHono<HttpEnv>,
  described: OpenAPIHono<HttpEnv>,
  mountPath: string,
): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  app.get('/openapi.json', (c) => {
    document ??= openApiDocument(described, mountPath)
    return c.json(document)
  })
  app.get('/docs', (c) => c.html(PAGE, 200, { 'Content-Security-Policy': PAGE_POLICY }))
  app.get('/docs/start.js', (c) =>
    c.body(START_SCRIPT, 200, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  app.get('/docs/page.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }))
  app.get('/docs/:asset', serveAsset)
}

async function serveAsset(c: Context<HttpEnv, '/docs/:asset'>): Promise<Response> {
  const name = c.req.param('asset')
  const mediaType = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined
  if (mediaType === undefined) return c.notFound()
  const bytes = await readFile(dependencyFile(`swagger-ui-dist/${name}`))
  return c.body(bytes, 200, { 'Content-Type': mediaType, 'Cache-Control': ASSET_CACHE })
}
