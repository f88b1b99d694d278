import ArgumentParser
import Ground
import Operations

/// The reference centre: `ridgeline-hub COMMAND --data DIR`.
@main
struct RidgelineHub: CommandLineProgram {
    static let configuration = CommandConfiguration(
        commandName: "ridgeline-hub",
        abstract: "The centre: publishes watchlists, invites devices, receives their hits.",
        discussion: """
            Everything of a hub lies in one folder, given to every command as --data. The commands work while the
            hub is being served.

            EXAMPLES: A FIRST DAY
              ridgeline-hub init --data hub --name 'Border centre' --host hub.example.org --safe-to /media/safe
              ridgeline-hub enrol-prints --data hub --list interpol --notice red --from prints/
              ridgeline-hub serve --data hub &
              ridgeline-hub invite --data hub --output invitation.json   # take it to the device: ridgeline provision
              ridgeline-hub hits --data hub
              ridgeline-hub reply --data hub C-000001 --confirm

            Exit status: 0 for success, 1 for a failure, 2 for wrong usage. Errors go to the standard error.
            """,
        version: softwareVersion,
        subcommands: [
            Init.self, Serve.self, Invite.self, EnrolPrints.self, EnrolRecords.self, Remove.self, DeleteList.self,
            Publish.self,
            Hits.self, Reply.self, Devices.self, Alarms.self, Allow.self, Revoke.self, RotateKeys.self,
            OperatorCommand.self,
            Authority.self, Root.self,
            Import.self, OpenAudit.self,
        ])
}
