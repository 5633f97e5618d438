using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.FirstRun;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>What an Owner said of this server.</summary>
/// <param name="Address">Where people reach it; null for whatever address they use.</param>
/// <param name="IsFixed">Whether the address was said at the start of the server, which counts, and cannot be changed here.</param>
/// <param name="TimeZone">IANA name of the time zone of new schedules, and beside shown times.</param>
internal sealed record ServerItem(Uri? Address, bool IsFixed, string TimeZone);

/// <summary>What shall be said of this server.</summary>
/// <param name="TimeZone">IANA name of a time zone.</param>
/// <param name="Address">Where people reach it, https; left out for whatever address they use.</param>
internal sealed record ServerOrder(string TimeZone, string? Address = null);

/// <summary>What the server cannot do without, tried just now. Nothing of the trial stays.</summary>
/// <param name="Database">Whether the data can be written.</param>
/// <param name="Keys">Whether what is encrypted can be decrypted.</param>
internal sealed record ServerTrial(ServerTrialItem Database, ServerTrialItem Keys);

/// <summary>One of them.</summary>
/// <param name="Works">Whether it works.</param>
/// <param name="Sentence">What was tried, or what is wrong and how to mend it.</param>
internal sealed record ServerTrialItem(bool Works, string Sentence)
{
    public static ServerTrialItem Of(ServerCheck check) => new(check.Works, check.Words);
}

/// <summary>This server: where people reach it, and what it rests on.</summary>
internal static class ServerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var server = api.MapGroup("/server").WithTags("Server");
        server.MapGet("", ShowAsync).As("getServer", Right.People);
        server.MapPut("", PutAsync).As("putServer", Right.People).IfMatch();
        server.MapPost("/check", CheckAsync).As("checkServer", Right.People).Costly();
    }

    /// <summary>Shows the address and the time zone of this server.</summary>
    internal static async Task<ServerItem> ShowAsync(
        HttpContext context,
        ServerFacts facts,
        ServerOptions options,
        CancellationToken cancellationToken
    )
    {
        await facts.LoadAsync(cancellationToken);
        return Etags.Send(context, Item(facts, options));
    }

    /// <summary>Says where people reach this server, and its time zone. A new address counts for change notifications from the next start on.</summary>
    internal static Task<ServerItem> PutAsync(
        ServerOrder order,
        HttpContext context,
        ServerFacts facts,
        ServerOptions options,
        Etags tags,
        CancellationToken cancellationToken
    )
    {
        var (address, fault) = ServerFields.Address(Texts.English, order.Address ?? "");
        if (fault is not null)
            throw ApiException.Invalid("/address", fault);
        (var zone, fault) = ServerFields.Zone(Texts.English, order.TimeZone);
        if (fault is not null)
            throw ApiException.Invalid("/timeZone", fault);
        var seen = StatedFacts.None;
        return tags.ChangeAsync(
            context,
            async () =>
            {
                await facts.LoadAsync(cancellationToken);
                seen = facts.Stated;
                return Etags.Of(Item(facts, options));
            },
            async () =>
            {
                if (options.PublicUrl is not null && address is not null && address != options.PublicUrl)
                    throw ApiException.Conflict("addressFixed", "The address was said at the start with --public-url, which counts.");
                var caller = context.Caller();
                var stated = new StatedFacts(options.PublicUrl is null ? address : seen.Address, zone!);
                if (!await facts.SaveAsync(caller.Account, caller.Name, seen, stated, cancellationToken))
                    throw Etags.Overtaken(facts.Said?.Name);
                return Etags.Send(context, Item(facts, options));
            }
        );
    }

    /// <summary>Tries what the server cannot do without: writes into the data folder and both databases, encrypts and decrypts, and takes all of it back.</summary>
    internal static async Task<ServerTrial> CheckAsync(ServerChecks checks, CancellationToken cancellationToken) =>
        new(
            ServerTrialItem.Of(await checks.DatabaseAsync(Texts.English, cancellationToken)),
            ServerTrialItem.Of(checks.Keys(Texts.English))
        );

    private static ServerItem Item(ServerFacts facts, ServerOptions options) =>
        new(options.PublicUrl ?? facts.Address, options.PublicUrl is not null, facts.TimeZone);
}
