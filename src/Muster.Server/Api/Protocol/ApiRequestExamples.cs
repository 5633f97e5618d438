namespace Muster.Server.Api.Protocol;

/// <summary>What programs send, written by hand: two bodies for each operation that takes one.</summary>
internal static class ApiRequestExamples
{
    private const string Look = "look";
    private const string Save = "save";
    private const string Hash = "4b227777d4dd1fc61c6f884f48641d02b4d121d3fd328cb08b5531fcacdabf8a";

    /// <summary>By operation: a name for the example, and the body.</summary>
    public static readonly IReadOnlyDictionary<string, (string Name, string Body)[]> Bodies = new Dictionary<string, (string, string)[]>(
        StringComparer.Ordinal
    )
    {
        ["startSync"] = [("everything", "{}"), ("careful", """{"groups":["IT Support"],"additionsOnly":true,"expectRemovals":0}""")],
        ["makePlan"] = [("everything", "{}"), ("oneGroup", """{"connection":"contoso","groups":["IT Support"],"full":true}""")],
        ["comparePlan"] = [("asLastRead", "{}"), ("readFirst", """{"read":true}""")],
        ["applyPlan"] = Reasons("Reviewed with HR", "Change 4711"),
        ["approvePlan"] = Reasons("Reorganisation of March, agreed with Ada", "Change 4711"),
        ["discardPlan"] = Reasons("The reorganisation was put off", "Made by mistake"),
        ["commentPlan"] =
        [
            ("question", """{"text":"Does HR know that Sales loses twelve people?"}"""),
            ("answer", """{"text":"Yes: ticket 4711.\nThey move to Partners on Monday."}"""),
        ],
        ["askForApproval"] = [("plain", "{}"), ("withNote", """{"note":"Agreed with HR, ticket 4711"}""")],
        ["cutPlan"] =
        [
            ("onlyAdditions", """{"additionsOnly":true}"""),
            ("without", """{"withoutGroups":["Board"],"withoutUsers":["ada@contoso.com"]}"""),
        ],
        ["approveRun"] = Reasons("Reorganisation of March, agreed with Ada", "Change 4711"),
        ["rejectRun"] = Reasons("Sales was emptied by mistake", "Wrong tenant"),
        ["undoRuns"] =
        [
            ("oneRun", $$"""{"runs":[41],"confirm":"{{Hash}}"}"""),
            ("aNight", """{"from":"2026-01-31T18:00:00Z","to":"2026-02-01T06:00:00Z","until":"2999-01-01T00:00:00Z"}"""),
        ],
        ["previewUndo"] = [("oneRun", """{"runs":[41]}"""), ("aNight", """{"from":"2026-01-31T18:00:00Z","to":"2026-02-01T06:00:00Z"}""")],
        ["healDrift"] = [("everything", "{}"), ("oneGroup", """{"groups":["IT Support"],"read":true}""")],
        ["addConnection"] =
        [
            (
                "secret",
                """{"name":"contoso","tenantId":"contoso.com","clientId":"3a5e0c5e-8f4e-4c6e-9d51-6f1f0f6f91c0","clientSecret":"…"}"""
            ),
            (
                "certificate",
                """{"name":"contoso","tenantId":"72f988bf-86f1-41af-91ab-2d7cd011db47","clientId":"3a5e0c5e-8f4e-4c6e-9d51-6f1f0f6f91c0","certificatePem":"-----BEGIN CERTIFICATE-----\n…"}"""
            ),
        ],
        ["changeConnection"] =
        [
            ("newSecret", """{"clientSecret":"…"}"""),
            ("nationalCloud", """{"graphUrl":"https://graph.microsoft.us/v1.0","authority":"https://login.microsoftonline.us/"}"""),
        ],
        ["previewImportRule"] = Rules(),
        ["sampleImportRule"] = Rules(),
        ["startImport"] =
        [
            ("condition", $$"""{"where":"department = \"IT\" and userType = Member","confirm":"{{Hash}}"}"""),
            ("members", """{"membersOf":["Staff"]}"""),
        ],
        ["addLocalUser"] =
        [
            ("smallest", """{"userPrincipalName":"kiosk@example.com"}"""),
            (
                "usual",
                """{"userPrincipalName":"kiosk@example.com","displayName":"Kiosk in the hall","mail":"kiosk@example.com","department":"Reception"}"""
            ),
        ],
        ["putLocalUser"] =
        [
            ("renamed", """{"userPrincipalName":"kiosk@example.com","displayName":"Kiosk at the gate"}"""),
            (
                "moved",
                """{"userPrincipalName":"kiosk@example.com","displayName":"Kiosk at the gate","officeLocation":"North","employeeId":"K-7"}"""
            ),
        ],
        ["importLocalUsers"] = [],
        ["suspendLocalUser"] = Reasons("Left on 31 January", "Not used any more"),
        ["reactivateLocalUser"] = Reasons("Back from leave", "Suspended by mistake"),
        ["linkUser"] =
        [
            ("look", """{"to":"6e7b768e-07e2-4810-8459-485f84f8f204","dryRun":true}"""),
            ("rehired", """{"to":"6e7b768e-07e2-4810-8459-485f84f8f204","replace":true,"reason":"Re-hired"}"""),
        ],
        ["keepUserApart"] = Reasons("Another person of the same name", "Test account"),
        ["addGroupMember"] =
        [
            ("member", """{"user":"ada@contoso.com"}"""),
            ("owner", """{"user":"#17","relation":"owner","reason":"Stands in"}"""),
        ],
        ["removeGroupMember"] =
        [
            ("member", """{"user":"ada@contoso.com"}"""),
            ("owner", """{"user":"#17","relation":"owner","reason":"Is back"}"""),
        ],
        ["createGroup"] =
        [
            ("byName", """{"name":"IT Support"}"""),
            ("withPurpose", """{"name":"IT Support","purpose":"First level","connection":"contoso"}"""),
        ],
        ["createGroupsFromDirectory"] =
        [
            ("look", """{"all":true,"dryRun":true}"""),
            ("choice", """{"like":["ORG-*"],"kind":"security","minMembers":1}"""),
        ],
        ["changeGroup"] =
        [
            ("purpose", """{"values":{"purpose":"First level","accountable":"ada@contoso.com"}}"""),
            ("nesting", $$"""{"values":{"nesting":"direct"},"reason":"Own teams only","confirm":"{{Hash}}"}"""),
        ],
        ["linkGroup"] =
        [
            (Look, """{"to":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","dryRun":true}"""),
            ("again", """{"to":"87d349ed-44d7-43e1-9a83-5f2406dee5bd","relink":true,"local":"keep"}"""),
        ],
        ["retireGroup"] = [(Look, """{"confirm":"Project Phoenix","dryRun":true}"""), ("really", """{"confirm":"Project Phoenix"}""")],
        ["putWorkspaceSettings"] = Settings("guardCeiling.runStated.percent", "10"),
        ["putConnectionSettings"] = Settings("nesting", "direct"),
        ["putGuardRails"] = Settings("guards.runStated.percent", "3"),
        ["simulateGuardRails"] = [("inForce", "{}"), ("stricter", """{"values":{"guards.groupStated.percent":"20"},"days":30}""")],
        ["putNotifications"] = [("on", """{"enabled":true}"""), ("off", """{"enabled":false}""")],
        ["putSchedule"] =
        [
            (
                "interval",
                """{"everyMinutes":15,"allow":["mon-fri 06:00-20:00"],"quiet":["12:00-13:00"],"timeZone":"Europe/Vienna","missed":"wait"}"""
            ),
            ("cron", """{"cron":"30 6 * * mon-fri","timeZone":"Europe/Vienna","fullReadDaily":true,"draft":true}"""),
        ],
        ["pauseSchedule"] =
        [
            ("untilAnEnd", """{"reason":"Migration of the tenant","until":"2999-01-07T06:00:00Z"}"""),
            ("untilResumed", """{"reason":"Emergency stop"}"""),
        ],
        ["assignProblem"] = [("toMe", """{"to":"me"}"""), ("toNobody", "{}")],
        ["snoozeProblem"] =
        [
            ("aWeek", """{"until":"2999-01-07T00:00:00Z","reason":"HR corrects it this week"}"""),
            ("untilReview", """{"until":"2999-03-01T00:00:00Z","reason":"Looked at in the quarterly review"}"""),
        ],
        ["addException"] =
        [
            ("in", """{"group":12,"user":"ada@contoso.com","kind":"include","reason":"Covers for Grace","until":"2999-03-01T00:00:00Z"}"""),
            ("out", """{"group":12,"user":"ada@contoso.com","kind":"exclude","reason":"On leave"}"""),
        ],
        ["changeException"] = [("longer", """{"until":"2999-06-30T00:00:00Z"}"""), ("forEver", """{"until":null}""")],
        ["endException"] = Reasons("Grace is back", "Not needed any more"),
        ["verifyAudit"] =
        [
            ("chain", "{}"),
            (
                "withNote",
                """{"checkpoints":["{\"format\":\"muster-checkpoint/1\",\"workspace\":1,\"log\":\"…\",\"number\":120,\"head\":\"…\",\"at\":\"2026-01-31T18:00:00.000Z\"}"]}"""
            ),
        ],
        ["repairAudit"] = [("withReason", """{"reason":"Disk error of 3 March, ticket 4711"}"""), ("without", "{}")],
        ["draftConfiguration"] =
        [
            ("yaml", """{"file":"version: 1\nconnections:\n  - name: contoso\n"}"""),
            ("json", """{"file":"{\"version\": 1}"}"""),
        ],
        ["applyConfiguration"] =
        [
            ("asSeen", $$"""{"file":"version: 1\nconnections:\n  - name: contoso\n","confirm":"{{Hash}}","reason":"Pull request 12"}"""),
            ("cosmetic", """{"file":"version: 1\ngroups:\n  - name: IT Support\n    purpose: First level\n"}"""),
        ],
        ["previewAttributes"] =
        [
            ("inForce", """{"user":"ada@contoso.com"}"""),
            ("tried", """{"user":"ada@contoso.com","templates":{"displayName":"{surname}, {givenName}"}}"""),
        ],
        ["makeToken"] =
        [
            ("reader", """{"name":"nightly report","scope":"auditor","expiresAt":"2999-06-30T00:00:00Z"}"""),
            ("pipeline", """{"name":"deploy pipeline","scope":"operator","expiresAt":"2999-03-31T00:00:00Z"}"""),
            (
                "oneConnection",
                """{"name":"lab pipeline","scope":"operator","expiresAt":"2999-03-31T00:00:00Z","connections":["contoso"]}"""
            ),
        ],
        ["setUp"] =
        [
            ("usual", """{"setupToken":"setup-…","name":"Ada Lovelace","mail":"ada@contoso.com","password":"four calm words here"}"""),
            (
                "pipeline",
                """{"setupToken":"setup-…","name":"Pipeline","mail":"ops@contoso.com","password":"four calm words here","tokenDays":90}"""
            ),
        ],
        ["addAccount"] =
        [
            ("auditor", """{"name":"Grace Hopper","mail":"grace@contoso.com","role":"auditor"}"""),
            ("approver", """{"name":"Ada Lovelace","mail":"ada@contoso.com","role":"operator","approver":true}"""),
        ],
        ["addEntraAccount"] =
        [
            ("auditor", """{"name":"Grace Hopper","objectId":"6e7b768e-07e2-4810-8459-485f84f8f204","role":"auditor"}"""),
            ("approver", """{"name":"Ada Lovelace","objectId":"0f8fad5b-d9cb-469f-a165-70867728950e","role":"operator","approver":true}"""),
        ],
        ["linkEntraAccount"] = [("link", """{"objectId":"6e7b768e-07e2-4810-8459-485f84f8f204"}"""), ("end", "{}")],
        ["releaseRestored"] =
        [
            ("lookedAt", """{"reason":"Plan 214 was looked at"}"""),
            ("withTicket", """{"reason":"Restored after the disk failure of 3 March, ticket 4711"}"""),
        ],
        ["putServer"] =
        [
            ("both", """{"address":"https://muster.contoso.com","timeZone":"Europe/Vienna"}"""),
            ("onlyZone", """{"timeZone":"UTC"}"""),
        ],
        ["changeAccount"] =
        [
            ("role", """{"role":"administrator"}"""),
            ("oneConnection", """{"role":"none","connections":[{"connection":"contoso","role":"operator","approver":true}]}"""),
            ("groupManager", """{"platformUser":"ada@contoso.com"}"""),
            ("leaves", """{"disabled":true}"""),
        ],
        ["askForException"] =
        [
            (
                "letIn",
                """{"group":12,"user":"ada@contoso.com","kind":"include","reason":"Covers for Grace","until":"2999-06-30T00:00:00Z"}"""
            ),
            ("keepOut", """{"group":12,"user":"grace@contoso.com","kind":"exclude","reason":"On leave","until":"2999-03-31T00:00:00Z"}"""),
        ],
        ["refuseRequest"] = Reasons("The group is full", "See ticket 4711"),
        ["resetPassword"] = [("password", "{}"), ("lostPhone", """{"secondFactor":true}""")],
    };

    private static (string, string)[] Reasons(string usual, string other) =>
        [("why", $$"""{"reason":"{{usual}}"}"""), ("reference", $$"""{"reason":"{{other}}"}""")];

    private static (string, string)[] Rules() =>
        [
            ("condition", """{"where":"department = \"IT\" and userType = Member"}"""),
            ("members", """{"membersOf":["Staff"],"where":"not accountEnabled = false"}"""),
        ];

    private static (string, string)[] Settings(string path, string value) =>
        [
            (Look, $$"""{"values":{"{{path}}":"{{value}}"},"draft":true}"""),
            (Save, $$"""{"values":{"{{path}}":"{{value}}"},"reason":"Policy 12","confirm":"{{Hash}}"}"""),
        ];
}
