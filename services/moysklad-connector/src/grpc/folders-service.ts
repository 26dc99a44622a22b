import { moysklad } from '@skladbridge/proto'
import { grpcService, type GrpcBinding } from '@skladbridge/runtime'
import type { Accounts } from '../accounts/accounts.js'
import { moyskladErrors } from '../errors.js'
import { listFolders, saveFolders, toFolder } from '../moysklad/folders/folders.js'
import { optionalId } from './arguments.js'
import { asTheAskerSays, inAccount } from './in-account.js'

const mostChanges = 1_000

export function foldersService({ accounts }: { accounts: Accounts }): GrpcBinding {
  return grpcService(moysklad.FoldersService, {
    list: (request, call) =>
      inAccount(accounts, request, call, asTheAskerSays(call), async (api) => ({
        folders: (await listFolders(api, true)).map(toFolder),
      })),
    save: async (request, call) => {
      const { changes } = request
      if (changes.length > mostChanges)
        throw moyskladErrors.MOYSKLAD_ARGUMENT_WRONG({ field: 'changes', rule: `at most ${mostChanges}` })
      for (const { id, parentId } of changes) {
        optionalId(id, 'changes.id')
        optionalId(parentId ?? '', 'changes.parent_id')
      }
      return inAccount(accounts, request, call, asTheAskerSays(call), async (api) => ({
        outcomes: await saveFolders(api, changes),
      }))
    },
  })
}
