using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Writing;

/// <summary>What Graph says to a change it does not make.</summary>
internal static class WriteError
{
    public static GraphErrorException NoJson =>
        new(
            GraphError.BadRequest(
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."
            )
        );

    public static GraphErrorException OnPremises =>
        Refused(
            "Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration."
        );

    public static GraphErrorException Refused(string message) => new(GraphError.InvalidRequest(message));

    public static GraphErrorException Missing(string property, ObjectKind kind) =>
        Refused($"A value is required for property '{property}' of resource '{Resource(kind)}'.");

    public static GraphErrorException Invalid(string property, ObjectKind kind) =>
        Refused($"Invalid value specified for property '{property}' of resource '{Resource(kind)}'.");

    public static GraphErrorException ReadOnly(string property) => Refused($"Property '{property}' is read-only and cannot be set.");

    public static GraphErrorException NoProperty(string property, ObjectKind kind) =>
        new(
            GraphError.BadRequest(
                $"The property '{property}' does not exist on type 'microsoft.graph.{kind.Noun()}'. Make sure to only use property names that are defined by the type."
            )
        );

    public static GraphErrorException Taken(string property) =>
        new(
            GraphError.InvalidRequest($"Another object with the same value for property {property} already exists.") with
            {
                Conflict = property,
            }
        );

    public static GraphErrorException NotFound(string id) => new(GraphError.NotFound(id));

    private static string Resource(ObjectKind kind) => kind == ObjectKind.User ? "User" : "Group";
}
