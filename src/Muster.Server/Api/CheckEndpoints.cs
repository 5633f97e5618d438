using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Server.Access;
using Muster.Server.Api.Protocol;
using Muster.Server.Checking;
using Muster.Server.Ui;

namespace Muster.Server.Api;

/// <summary>The way of one person from the directory to a user here.</summary>
/// <param name="User">The person.</param>
/// <param name="Steps">The steps, in order.</param>
internal sealed record PersonCheckItem(DirectoryPerson User, IReadOnlyList<CheckStepItem> Steps);

/// <summary>One step of that way.</summary>
/// <param name="Title">What was looked at.</param>
/// <param name="Health">How it stands.</param>
/// <param name="Word">The result in a word.</param>
/// <param name="Sentence">The result in a sentence.</param>
/// <param name="Evidence">What it rests on, line by line.</param>
internal sealed record CheckStepItem(string Title, Health Health, string Word, string Sentence, IReadOnlyList<string> Evidence);

/// <summary>Looks at one person.</summary>
internal static class CheckEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connection = api.MapGroup("/connections/{name}").WithTags("Connections");
        connection.MapGet("/check", CheckAsync).As("checkPerson", Right.Read).Costly(Cost.Explain);
    }

    /// <summary>Follows one account from the directory, as last read, to the user here: connect, read, in scope, match, expected, actual, difference. Changes nothing.</summary>
    /// <param name="name">Name of the connection.</param>
    /// <param name="user">UPN, mail or object id in the directory.</param>
    internal static async Task<PersonCheckItem> CheckAsync(
        string name,
        string user,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var account = await Named.DirectoryUserAsync(muster, connection, user, cancellationToken);
        return new PersonCheckItem(
            DirectoryPerson.Of(account),
            [
                .. (await new PersonCheck(muster, connection, Texts.English).TraceAsync(account, cancellationToken)).Select(
                    step => new CheckStepItem(step.Title, Healths.Of(step.Kind), step.Word, step.Sentence, step.Evidence)
                ),
            ]
        );
    }
}
