using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Muster.Core.Configuration;
using Muster.Engine.Connections;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Connections;
using Muster.Server.Home;
using Muster.Server.Runs;
using Muster.Server.Wording;

namespace Muster.Server.Api;

/// <summary>Connections to directories, and what they allow.</summary>
internal static class ConnectionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections");
        connections.MapGet("", ListAsync).As("listConnections", Right.Read).Narrowed();
        connections.MapPost("", AddAsync).As("addConnection", Right.Credentials).Idempotent();
        connections.MapGet("/{name}", FindAsync).As("getConnection", Right.Read);
        connections.MapPatch("/{name}", ChangeAsync).As("changeConnection", Right.Credentials).IfMatch();
        connections.MapDelete("/{name}", RemoveAsync).As("removeConnection", Right.Configure).IfMatch();
        connections.MapPost("/{name}/test", TestAsync).As("testConnection", Right.Plan).Costly();
    }

    /// <summary>Lists the connections by name.</summary>
    /// <param name="search">Only connections whose name or tenant contains this.</param>
    /// <param name="health">Only connections that stand so.</param>
    /// <param name="mode">Only connections that are followed so.</param>
    internal static async Task<Page<ConnectionItem>> ListAsync(
        HttpContext context,
        MusterInstance muster,
        LiveRuns live,
        string? search,
        [Word(typeof(HealthWord))] string? health,
        [Word(typeof(ConnectionMode))] string? mode,
        [AsParameters] PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var paging = Paging.Of(context, page);
        var query = new ConnectionQuery
        {
            Search = search,
            Health = Words.Of<HealthWord>(health, "health"),
            Mode = Words.Of<ConnectionMode>(mode, "mode"),
            Within = context.Where(Right.Read),
        };
        var items = await ListedConnections.FindAsync(muster, live, query, cancellationToken);
        return paging.Slice(items, found => found.Item.Name, found => found.Item);
    }

    /// <summary>Shows a connection.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<ConnectionItem> FindAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    ) =>
        await muster.Connections.FindAsync(name, cancellationToken) is { } found
            ? Etags.Send(context, await ConnectionItem.OfAsync(muster, found, cancellationToken))
        : await GoneConnection.FindAsync(muster.Database.Audit, name, cancellationToken) is { } gone
            ? throw ApiException.NotFound(
                $"'{gone.Name}' is gone since {Numbers.Instant(gone.RemovedAt)}: {gone.RemovedBy} removed it. What was done to it is in the audit log."
            )
        : throw ApiException.NotFound($"There is no connection called '{name}'.");

    /// <summary>Connects a Microsoft Entra ID tenant. Test it next.</summary>
    internal static async Task<Created<ConnectionItem>> AddAsync(
        NewConnection asked,
        HttpContext context,
        MusterInstance muster,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var credential =
            ConnectionValues.CredentialOf(asked, clock.GetUtcNow())
            ?? throw ApiException.Invalid(
                "/clientSecret",
                "Send how Muster signs in: managedIdentity, federated, certificatePem or clientSecret.",
                "missing"
            );
        var stored =
            await muster.Connections.AddAsync(
                ConnectionValues.Of(asked, credential.Kind),
                credential,
                context.Caller().Name,
                cancellationToken
            ) ?? throw ApiException.Conflict("nameExists", $"A connection called '{asked.Name}' exists already.");
        return TypedResults.Created(
            $"/api/v1/connections/{Uri.EscapeDataString(stored.Name)}",
            Etags.Send(context, await ConnectionItem.OfAsync(muster, stored, cancellationToken))
        );
    }

    /// <summary>Replaces the credential of a connection, its application or its addresses.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static Task<ConnectionItem> ChangeAsync(
        string name,
        ConnectionChange change,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var credential = ConnectionValues.CredentialOf(change, clock.GetUtcNow());
        Connection? stored = null;
        return tags.ChangeAsync(
            context,
            async () =>
            {
                stored = await Named.ConnectionAsync(muster, name, "", cancellationToken);
                return Etags.Of(await ConnectionItem.OfAsync(muster, stored, cancellationToken));
            },
            async () =>
                Etags.Send(
                    context,
                    await ConnectionItem.OfAsync(
                        muster,
                        await muster.Connections.UpdateAsync(
                            ConnectionValues.Changed(stored!, change),
                            credential,
                            context.Caller().Name,
                            cancellationToken
                        ) ?? throw Etags.Overtaken(),
                        cancellationToken
                    )
                )
        );
    }

    /// <summary>Removes a connection with its credential and what was read of its directory, and ends what was subscribed there, unless groups or users still follow it. What could not be ended at the directory is said in the header <c>Muster-Not-Ended</c>.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static Task<NoContent> RemoveAsync(
        string name,
        HttpContext context,
        MusterInstance muster,
        Etags tags,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        Connection? stored = null;
        return tags.ChangeAsync(
            context,
            async () =>
            {
                stored = await Named.ConnectionAsync(muster, name, "", cancellationToken);
                return Etags.Of(await ConnectionItem.OfAsync(muster, stored, cancellationToken));
            },
            async () =>
            {
                var notEnded =
                    await ConnectionRemoval.RemoveAsync(muster, stored!, context.Caller().Name, clock, cancellationToken)
                    ?? throw ApiException.Conflict(
                        "stillFollowed",
                        $"Groups or users still follow the directory of '{stored!.Name}'. Unlink or retire them first; nothing was removed."
                    );
                // Clients of the first release await an answer without a body.
                foreach (var problem in notEnded)
                    context.Response.Headers.Append(ApiHeaders.NotEnded, Uri.EscapeDataString(HttpWords.Of(problem)));
                return TypedResults.NoContent();
            }
        );
    }

    /// <summary>Proves sign-in and each needed permission with a real call; changes nothing.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<ConnectionCheck> TestAsync(string name, MusterInstance muster, CancellationToken cancellationToken)
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var credential = await muster.Connections.CredentialAsync(connection.Key, cancellationToken);
        await using var source = muster.Sources.Create(connection, credential);
        var checks = await source.CheckAsync(cancellationToken).ToListAsync(cancellationToken);
        return new ConnectionCheck(
            connection.Name,
            checks.All(check => check.Outcome != CheckOutcome.Missing),
            [.. checks.Select(PermissionItem.Of)]
        );
    }
}
