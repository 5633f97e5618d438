using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;
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

/// <summary>How it stands with the change notifications of a connection.</summary>
/// <param name="Enabled">Whether they are wanted.</param>
/// <param name="Streams">Users, then groups.</param>
/// <param name="Accepted">Notifications that were taken.</param>
/// <param name="Forged">Notifications that were not genuine.</param>
/// <param name="Malformed">Notifications that could not be read.</param>
/// <param name="Unknown">Notifications of subscriptions that are not known.</param>
/// <param name="Dropped">Notifications that came too fast.</param>
internal sealed record NotificationsItem(
    bool Enabled,
    IReadOnlyList<SubscriptionItem> Streams,
    long Accepted,
    long Forged,
    long Malformed,
    long Unknown,
    long Dropped
);

/// <summary>How it stands with one subscription.</summary>
/// <param name="Stream">What it is about.</param>
/// <param name="State">How it stands.</param>
/// <param name="Since">Since when; null when nothing has happened yet.</param>
/// <param name="ExpiresAt">When it ends unless it is renewed.</param>
/// <param name="Problem">The last failure; null while all is well.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
internal sealed record SubscriptionItem(
    DirectoryStream Stream,
    SubscriptionState State,
    DateTimeOffset? Since,
    DateTimeOffset? ExpiresAt,
    string? Problem,
    DateTimeOffset? NextAttemptAt
);

/// <summary>Looks at one person, and at what the directory tells us by itself.</summary>
internal static class CheckEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connection = api.MapGroup("/connections/{name}").WithTags("Connections");
        connection.MapGet("/check", CheckAsync).As("checkPerson", Right.Read).Costly(Cost.Explain);
        connection.MapGet("/notifications", NotificationsAsync).As("getNotifications", Right.Read);
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

    /// <summary>Says how it stands with the change notifications of a connection.</summary>
    /// <param name="name">Name of the connection.</param>
    internal static async Task<NotificationsItem> NotificationsAsync(
        string name,
        MusterInstance muster,
        CancellationToken cancellationToken
    )
    {
        var connection = await Named.ConnectionAsync(muster, name, "", cancellationToken);
        var report = await muster.NotificationsAsync(connection, cancellationToken);
        return new NotificationsItem(
            report.Enabled,
            [
                .. report.Streams.Select(stream => new SubscriptionItem(
                    stream.Stream,
                    stream.State,
                    stream.Since,
                    stream.ExpiresAt,
                    stream.Problem,
                    stream.NextAttemptAt
                )),
            ],
            report.Counts.Accepted,
            report.Counts.Forged,
            report.Counts.Malformed,
            report.Counts.Unknown,
            report.Counts.Dropped
        );
    }
}
