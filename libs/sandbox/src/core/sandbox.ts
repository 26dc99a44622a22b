import type { InsalesSandbox } from '../insales/index.js'
import type { Moysklad } from '../moysklad/index.js'
import type { VendorSandbox } from '../vendor/index.js'
import type { SandboxKit } from './types.js'

/** Everything that `createSandbox` started. */
export interface Sandbox {
  kit: SandboxKit
  insales: InsalesSandbox
  vendor: VendorSandbox
  moysklad: Moysklad
  /** Base URLs: JSON API 1.2, inSales, Vendor API 1.0, control. */
  urls: { moysklad: string; insales: string; vendor: string; control: string }
  /**
   * Resolves when nothing is queued at inSales and no webhook is under way any more. MoySklad's stock webhooks
   * come later, by its clock, and are not waited for.
   */
  idle(): Promise<void>
  close(): Promise<void>
}
