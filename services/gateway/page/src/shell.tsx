import { useEffect, useMemo, useState } from 'preact/hooks'
import { Link, Route, Router, Switch } from 'wouter-preact'
import { useHashLocation } from 'wouter-preact/use-hash-location'
import { useAccount, useShops, useSubscription } from './api/queries.js'
import type { Shop, SettingsKind } from './api/types.js'
import { AccessSection } from './sections/access/access.js'
import { ConnectSection } from './sections/connect/connect.js'
import { PageContext } from './sections/context.js'
import { useLeaveGuard, useUnsaved } from './sections/drafts.js'
import { JournalSection } from './sections/journal/journal.js'
import { OrdersSection } from './sections/orders/orders.js'
import { ProductsSection } from './sections/products/products.js'
import { StockSection } from './sections/stock/stock.js'
import { SubscriptionSection, SubscriptionBadge } from './sections/subscription/subscription.js'
import { SyncSection } from './sections/sync/sync.js'
import { Notice, ProblemNotice, Waiting } from './ui/basics.js'
import { GoTo } from './ui/go-to.js'

interface Section {
  path: string
  title: string
  kind?: SettingsKind
  /** Can be looked at before any shop is connected. */
  always?: boolean
  show(): preact.JSX.Element
}

const sections: readonly Section[] = [
  { path: '/', title: 'Подключение', always: true, show: () => <ConnectSection /> },
  { path: '/products', title: 'Товары', kind: 'catalog', show: () => <ProductsSection /> },
  { path: '/stock', title: 'Остатки', kind: 'stock', show: () => <StockSection /> },
  { path: '/orders', title: 'Заказы', kind: 'orders', show: () => <OrdersSection /> },
  { path: '/access', title: 'Доступы', show: () => <AccessSection /> },
  { path: '/sync', title: 'Синхронизация', show: () => <SyncSection /> },
  { path: '/journal', title: 'Журнал', show: () => <JournalSection /> },
  { path: '/subscription', title: 'Подписка', always: true, show: () => <SubscriptionSection /> },
]

export function Shell({ admin }: { admin: boolean }) {
  const { data: all, error, refetch } = useShops()
  const [chosen, chooseShop] = useState('')
  useLeaveGuard()
  const shops = useMemo(() => (all ?? []).filter(({ state }) => state !== 'removed'), [all])
  const shop = shops.find(({ shopId }) => shopId === chosen) ?? shops[0]
  const world = { shopId: shop?.shopId ?? '', shop, admin, chooseShop }
  if (!all) return error ? <ProblemNotice error={error} onRetry={() => void refetch()} /> : <Waiting />
  return (
    <PageContext.Provider value={world}>
      <Router hook={useHashLocation}>
        <Head shops={shops} shop={shop} chooseShop={chooseShop} />
        <main id="content">
          <Standing shop={shop} admin={admin} />
          <Switch>
            {sections.map(({ path, title, always, show }) => (
              <Route key={path} path={path}>
                <h1 tabIndex={-1}>{title}</h1>
                <Titled title={title} />
                {shop || always ? show() : <NoShop />}
              </Route>
            ))}
          </Switch>
        </main>
      </Router>
    </PageContext.Provider>
  )
}

function Titled({ title }: { title: string }) {
  useEffect(() => {
    document.title = `${title} — Интеграция с inSales`
  }, [title])
  return null
}

interface HeadProps {
  shops: Shop[]
  shop: Shop | undefined
  chooseShop(shopId: string): void
}

function Head({ shops, shop, chooseShop }: HeadProps) {
  const [location] = useHashLocation()
  const unsaved = useUnsaved(shop?.shopId ?? '')
  return (
    <header class="head">
      <a class="skip" href="#content" onClick={toContent}>
        К содержанию
      </a>
      <div class="title">
        <span class="name">Интеграция с inSales</span>
        {shops.length > 1 && (
          <select
            aria-label="Магазин"
            value={shop?.shopId}
            onChange={(event) => chooseShop(event.currentTarget.value)}
          >
            {shops.map(({ shopId, shopTitle, shopHost }) => (
              <option key={shopId} value={shopId}>
                {shopTitle || shopHost}
              </option>
            ))}
          </select>
        )}
        {shops.length === 1 && <span class="shop">{shop?.shopTitle || shop?.shopHost}</span>}
        <SubscriptionBadge />
      </div>
      <nav aria-label="Разделы">
        {sections.map(({ path, title, kind }) => (
          <Link key={path} href={path} aria-current={location === path ? 'page' : undefined}>
            {title}
            {kind && unsaved.has(kind) && <span class="dot" role="img" aria-label="не сохранено" />}
          </Link>
        ))}
      </nav>
    </header>
  )
}

/** The hash is the section, so a plain link to an anchor would change it. */
function toContent(event: MouseEvent): void {
  event.preventDefault()
  document.querySelector<HTMLElement>('#content h1')?.focus()
}

/** What stands above every section: paused work, rights. */
function Standing({ shop, admin }: { shop: Shop | undefined; admin: boolean }) {
  const { data: access } = useSubscription()
  const { data: account } = useAccount()
  return (
    <>
      {access && !access.allowed && (
        <Notice
          tone="error"
          title="Синхронизация остановлена"
          actions={<GoTo path="/subscription" title="Как оплатить" />}
        >
          {access.text} Ничего не читается и не записывается.
        </Notice>
      )}
      {shop?.state === 'denied' && (
        <Notice
          tone="error"
          title="Магазин не пускает нас"
          actions={<GoTo path="/access" title="Обновить доступы" />}
        >
          {shop.failureText || 'Ключ или права доступа больше не действуют.'} {shop.advice} Связь
          приостановлена, настройки и связи сохранены; после исправления всё продолжится само.
        </Notice>
      )}
      {account?.moysklad.state === 'denied' && (
        <Notice tone="error" title="МойСклад не пускает нас">
          {account.moysklad.failureText} {account.moysklad.advice}
        </Notice>
      )}
      {!admin && (
        <Notice>Вы можете смотреть. Изменять настройки может администратор аккаунта МоегоСклада.</Notice>
      )}
    </>
  )
}

function NoShop() {
  return (
    <Notice title="Магазин ещё не подключён" actions={<GoTo path="/" title="Подключить магазин" />}>
      Сначала подключите магазин inSales: после этого здесь появятся настройки.
    </Notice>
  )
}
