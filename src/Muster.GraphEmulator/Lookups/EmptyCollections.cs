using Muster.GraphEmulator.Listing;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Lookups;

/// <summary>Answers for directory roles and administrative units, of which the tenant has none.</summary>
internal static class EmptyCollections
{
    private static readonly Permission ReadRoles = new([
        "RoleManagement.Read.Directory",
        "RoleManagement.Read.All",
        "RoleManagement.ReadWrite.Directory",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);

    private static readonly Permission ReadUnits = new([
        "AdministrativeUnit.Read.All",
        "AdministrativeUnit.ReadWrite.All",
        "Directory.Read.All",
        "Directory.ReadWrite.All",
    ]);

    /// <param name="request">The request.</param>
    /// <param name="lists">Writes the empty page.</param>
    /// <param name="collection">What the context URL calls it.</param>
    /// <param name="rest">What the path says behind the collection.</param>
    public static GraphAnswer Answer(GraphRequest request, ListWriter lists, string collection, IReadOnlyList<string> rest)
    {
        var permission = collection == "directoryRoles" ? ReadRoles : ReadUnits;
        permission.Demand(request.Roles);
        return rest switch
        {
            [] => lists.Write(request, $"{collection}{Suffix(request)}", _ => [], (_, _) => { }),
            ["$count"] => ListWriter.Count(request, _ => []),
            [var id, ..] => throw new GraphErrorException(GraphError.NotFound(id)),
        };
    }

    private static string Suffix(GraphRequest request) =>
        request.Query.Select is { } select ? $"({select.Replace(" ", "", StringComparison.Ordinal)})" : "";
}
