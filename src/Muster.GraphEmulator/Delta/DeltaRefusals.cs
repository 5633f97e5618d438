using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Quirks;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Delta;

/// <summary>What links answer that cannot be followed.</summary>
internal static class DeltaRefusals
{
    private const string Code = "syncStateNotFound";
    private const string Said = "The sync state generation is not found. The delta token is expired and data must be synchronized again.";

    public static GraphError Of(ExpiredAnswer answer, ObjectKind kind, GraphRequest request, string? select) =>
        answer switch
        {
            ExpiredAnswer.SyncStateNotFound => new(400, Code, Said),
            ExpiredAnswer.CapitalSyncStateNotFound => new(400, "SyncStateNotFound", Said),
            ExpiredAnswer.InnerSyncStateNotFound => new(400, "Request_BadRequest", "The request could not be processed.")
            {
                InnerCode = Code,
            },
            ExpiredAnswer.NotFound => new(404, Code, Said),
            ExpiredAnswer.ResyncRequired => new(
                400,
                "resyncRequired",
                "Resync required. Replace any local items with the server's version."
            ),
            ExpiredAnswer.GoneWithLocation => Gone($"{request.Root}/{kind.Collection()}/delta?$deltatoken="),
            ExpiredAnswer.GoneWithSelect => Gone(
                $"{request.Root}/{kind.Collection()}/delta?{(select is null ? "" : $"$select={select}&")}$deltatoken="
            ),
            _ => Gone(null),
        };

    public static GraphError Of(GarbageAnswer answer) =>
        answer switch
        {
            GarbageAnswer.BadRequest => GraphError.BadRequest("Badly formed content."),
            GarbageAnswer.Gone => Gone(null),
            _ => GraphError.InvalidRequest("Badly formed token."),
        };

    private static GraphError Gone(string? location) => new(410, Code, Said) { Headers = location is null ? [] : [("Location", location)] };
}
