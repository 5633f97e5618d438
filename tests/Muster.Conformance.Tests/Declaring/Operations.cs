namespace Muster.Conformance.Tests.Declaring;

/// <summary>What the emulator answers, in the order of the table.</summary>
public static class Operations
{
    public static IReadOnlyList<Operation> All { get; } =
    [
        Operation.Of("GET /users"),
        Operation.Of("GET /groups"),
        new("`GET /users/$count`, `/groups/$count`", "GET /users/$count", "GET /groups/$count"),
        Operation.Of("GET /users/{id}"),
        Operation.Of("GET /groups/{id}"),
        new("`GET /users/{id}/{property}`, `/groups/{id}/{property}`", "GET /users/{id}/{property}", "GET /groups/{id}/{property}"),
        Operation.Of("GET /users/delta"),
        Operation.Of("GET /groups/delta"),
        Operation.Of("GET /groups/{id}/members"),
        Operation.Of("GET /groups/{id}/owners"),
        Operation.Of("GET /groups/{id}/transitiveMembers"),
        new("`GET /groups/{id}/memberOf`, `/transitiveMemberOf`", "GET /groups/{id}/memberOf", "GET /groups/{id}/transitiveMemberOf"),
        new("`GET /users/{id}/memberOf`, `/transitiveMemberOf`", "GET /users/{id}/memberOf", "GET /users/{id}/transitiveMemberOf"),
        new("`GET /users/{id}/manager`, `/directReports`", "GET /users/{id}/manager", "GET /users/{id}/directReports"),
        new(
            "`GET /users/{id}/ownedObjects`, `/createdObjects`, `/ownedDevices`, `/registeredDevices`",
            "GET /users/{id}/ownedObjects",
            "GET /users/{id}/createdObjects",
            "GET /users/{id}/ownedDevices",
            "GET /users/{id}/registeredDevices"
        ),
        new("`PUT`, `DELETE /users/{id}/manager/$ref`", "PUT /users/{id}/manager/$ref", "DELETE /users/{id}/manager/$ref"),
        Operation.Of("POST /users"),
        new("`PATCH`, `DELETE /users/{id}`", "PATCH /users/{id}", "DELETE /users/{id}"),
        Operation.Of("POST /groups"),
        new("`PATCH`, `DELETE /groups/{id}`", "PATCH /groups/{id}", "DELETE /groups/{id}"),
        new(
            "`POST /groups/{id}/members/$ref`, `DELETE …/members/{id}/$ref`",
            "POST /groups/{id}/members/$ref",
            "DELETE /groups/{id}/members/{id}/$ref"
        ),
        new(
            "`POST /groups/{id}/owners/$ref`, `DELETE …/owners/{id}/$ref`",
            "POST /groups/{id}/owners/$ref",
            "DELETE /groups/{id}/owners/{id}/$ref"
        ),
        new(
            "`GET /directory/deletedItems/microsoft.graph.user`, `.group`, `.device`, `.servicePrincipal`, and `/$count` of the first two",
            "GET /directory/deletedItems/microsoft.graph.device",
            "GET /directory/deletedItems/microsoft.graph.servicePrincipal",
            "GET /directory/deletedItems/microsoft.graph.user/$count",
            "GET /directory/deletedItems/microsoft.graph.group/$count",
            "GET /directory/deletedItems/microsoft.graph.user",
            "GET /directory/deletedItems/microsoft.graph.group"
        ),
        new("`GET`, `DELETE /directory/deletedItems/{id}`", "GET /directory/deletedItems/{id}", "DELETE /directory/deletedItems/{id}"),
        Operation.Of("POST /directory/deletedItems/{id}/restore"),
        new("`GET`, `DELETE /directoryObjects/{id}`", "GET /directoryObjects/{id}", "DELETE /directoryObjects/{id}"),
        Operation.Of("POST /directoryObjects/getByIds"),
        Questions("checkMemberGroups", "checkMemberObjects"),
        Questions("getMemberGroups", "getMemberObjects"),
        new(
            "`GET /devices`, `/contacts`, `/servicePrincipals`, and by id",
            "GET /devices",
            "GET /contacts",
            "GET /servicePrincipals",
            "GET /devices/{id}",
            "GET /contacts/{id}",
            "GET /servicePrincipals/{id}"
        ),
        new(
            "`GET /devices/$count`, `/contacts/$count`, `/servicePrincipals/$count`",
            "GET /devices/$count",
            "GET /contacts/$count",
            "GET /servicePrincipals/$count"
        ),
        new(
            "`GET /devices/{id}/memberOf`, `/transitiveMemberOf`, the same on `/contacts`, `/servicePrincipals`",
            "GET /devices/{id}/memberOf",
            "GET /devices/{id}/transitiveMemberOf",
            "GET /contacts/{id}/memberOf",
            "GET /contacts/{id}/transitiveMemberOf",
            "GET /servicePrincipals/{id}/memberOf",
            "GET /servicePrincipals/{id}/transitiveMemberOf"
        ),
        new("`GET /organization`, and by id", "GET /organization"),
        new(
            "`GET /directoryRoles`, `/administrativeUnits`, `/directory/administrativeUnits`",
            "GET /directoryRoles",
            "GET /administrativeUnits",
            "GET /directory/administrativeUnits"
        ),
        new("`POST`, `GET /subscriptions`", "POST /subscriptions", "GET /subscriptions"),
        new(
            "`GET`, `PATCH`, `DELETE /subscriptions/{id}`",
            "GET /subscriptions/{id}",
            "PATCH /subscriptions/{id}",
            "DELETE /subscriptions/{id}"
        ),
        Operation.Of("POST /subscriptions/{id}/reauthorize"),
        new("`GET /`, the service document", "GET /"),
        Operation.Of("GET /$metadata"),
        Operation.Of("POST /$batch"),
        new("any operation", Any),
    ];

    /// <summary>What holds for every route.</summary>
    public const string Any = "any";

    /// <summary>Actions that can be asked of users, groups and directory objects alike.</summary>
    private static Operation Questions(params string[] actions) =>
        new(
            $"`POST /users/{{id}}/{actions[0]}`, `/{actions[1]}`; also on `/groups`, `/directoryObjects`",
            [
                .. new[] { "users", "groups", "directoryObjects" }.SelectMany(collection =>
                    actions.Select(action => $"POST /{collection}/{{id}}/{action}")
                ),
            ]
        );
}
