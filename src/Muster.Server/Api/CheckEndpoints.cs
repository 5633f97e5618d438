using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Checking;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>The way of one person or group from the directory to here.</summary>
/// <param name="User">The person; null for a group.</param>
/// <param name="Group">Name of the group; null for a person.</param>
/// <param name="Differs">Whether a plan of just this would have steps.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record CheckItem(DirectoryPerson? User, string? Group, bool Differs, IReadOnlyList<CheckStepItem> Steps)
{
    public static CheckItem Of(DirectoryPerson? user, string? group, CheckTrace trace) =>
        new(
            user,
            group,
            trace.Just is not null,
            [
                .. trace.Steps.Select(step => new CheckStepItem(
                    step.Title,
                    Healths.Of(step.Kind),
                    step.Word,
                    step.Sentence,
                    step.Evidence,
                    step.Raw
                )),
            ]
        );
}

/// <summary>One step of that way.</summary>
/// <param name="Title">What was looked at.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Word">The result in a word.</param>
/// <param name="Sentence">The result in a sentence.</param>
/// <param name="Evidence">What it rests on, line by line.</param>
/// <param name="Raw">The same as the directory answered and as it is stored, without secrets.</param>
internal sealed record CheckStepItem(
    string Title,
    Health Health,
    string Word,
    string Sentence,
    IReadOnlyList<string> Evidence,
    IReadOnlyList<RawEvidence> Raw
);

/// <summary>Looks at one person or group.</summary>
internal static class CheckEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connection = api.MapGroup("/connections/{name}").WithTags("Connections");
        connection.MapGet("/check", CheckAsync).As("checkOne", Right.Read).Costly(Cost.Explain);
    }

    /// <summary>Follows one account or one group from the directory to here: connect, read, in scope, match, expected, actual, difference, guard rails. Changes nothing. To do just what differs, make a plan with <c>users</c> or <c>groups</c>.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="user">UPN, mail or object id in the directory.</param>
    /// <param name="group">Exact name of a group here, instead of a person.</param>
    /// <param name="read">Ask the directory on the spot, which takes whoever may make plans; otherwise what was read last counts.</param>
    internal static async Task<CheckItem> CheckAsync(
        string name,
        string? user,
        string? group,
        bool? read,
        HttpContext context,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        if ((user is null) == (group is null))
            throw ApiException.Invalid("?user", "Name a person with 'user', or a group with 'group'.");
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        if (read == true)
            context.Demand(Right.Plan);
        var actor = context.Caller().Name;
        if (user is not null)
        {
            var account = await Named.DirectoryUserAsync(muster, connection, user, cancellationToken);
            var person = new PersonCheck(muster, connection, Texts.English);
            return CheckItem.Of(
                DirectoryPerson.Of(account),
                null,
                await person.TraceAsync(account, actor, read == true, cancellationToken)
            );
        }
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var row = await Named.GroupAsync(muster, group!, revision, cancellationToken);
        if ((await muster.WithinAsync([connection.Key], [row.Key], cancellationToken)).Count == 0)
            throw ApiException.NotFound($"There is no group called '{group}'. Names count exactly, case and spaces included.");
        var trace = await new GroupCheck(muster, row, Texts.English).TraceAsync(
            actor,
            of => Task.FromResult(read == true && of.Key == connection.Key),
            cancellationToken
        );
        return CheckItem.Of(null, row.Name, trace);
    }
}
