using System.Runtime.CompilerServices;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.SigningIn;

namespace Muster.Entra.Checks;

/// <summary>Proves what a connection may do, each permission with a real call.</summary>
internal sealed class PermissionProbe(Connection connection, GraphClient client, GraphRoot root)
{
    private const string SignIn = "Sign in";
    private const string ReadUsers = "User.Read.All";
    private const string ReadGroups = "GroupMember.Read.All";
    public const string ReadHidden = "Member.Read.Hidden";

    /// <summary>Groups that are looked at; enough to meet one with hidden membership where they are common.</summary>
    private const int SomeGroups = 100;

    private const string SignInIsFor = "Proves to the directory which application is asking";
    private const string UsersAreFor = "Reads who the users are, and who is disabled or deleted";
    private const string GroupsAreFor = "Reads groups with their members and owners";
    private const string HiddenIsFor = "Reads the members of groups whose membership is hidden";

    /// <summary>What is checked in any case, before it is.</summary>
    public static IReadOnlyList<PermissionCheck> Planned { get; } =
    [
        .. new[] { (SignIn, SignInIsFor), (ReadUsers, UsersAreFor), (ReadGroups, GroupsAreFor), (ReadHidden, HiddenIsFor) }.Select(check =>
            NotTried(check.Item1, check.Item2) with
            {
                Detail = "",
            }
        ),
    ];

    /// <summary>One result after another; the later ones are not tried when the sign-in fails.</summary>
    public async IAsyncEnumerable<PermissionCheck> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (signedIn, roles) = await SignInAsync(cancellationToken).ConfigureAwait(false);
        yield return signedIn;
        if (signedIn.Outcome != CheckOutcome.Granted)
        {
            yield return NotTried(ReadUsers, UsersAreFor);
            yield return NotTried(ReadGroups, GroupsAreFor);
            yield return NotTried(ReadHidden, HiddenIsFor);
            yield break;
        }
        yield return await TryAsync(ReadUsers, UsersAreFor, UsersAsync, cancellationToken).ConfigureAwait(false);
        var seesHidden = roles?.Contains(ReadHidden, StringComparer.OrdinalIgnoreCase);
        string? hidden = null;
        yield return await TryAsync(
                ReadGroups,
                GroupsAreFor,
                async token =>
                {
                    var (seen, met) = await GroupsAsync(seesHidden != false, token).ConfigureAwait(false);
                    hidden = met;
                    return seen;
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        yield return Hidden(seesHidden, hidden);
        foreach (var withheld in Withheld.Checks(connection.ImportRule?.Selection ?? PropertySelection.None, roles))
            yield return withheld;
        foreach (var surplus in SurplusPermissions.Of(roles))
            yield return surplus;
    }

    /// <summary>What is lost without a permission.</summary>
    private static string Without(string name) =>
        name switch
        {
            ReadUsers => "No sync: nobody is imported, no leaver is seen.",
            ReadGroups => "No sync of groups: memberships stay as they are.",
            ReadHidden => "Members of groups with hidden membership stay as they were last known.",
            _ => "Nothing can be read.",
        };

    private static PermissionCheck NotTried(string name, string neededFor) =>
        new(name, neededFor, CheckOutcome.NotTried, "Not tried, since the sign-in failed.") { Without = Without(name) };

    private async Task<(PermissionCheck Check, IReadOnlyList<string>? Roles)> SignInAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? roles = null;
        var check = await TryAsync(
                SignIn,
                SignInIsFor,
                async token =>
                {
                    var claims = TokenClaims.Read(await client.TokenAsync(token).ConfigureAwait(false));
                    TenantCheck.Ensure(connection, claims);
                    roles = claims?.Roles;
                    return new Seen(
                        roles is { Count: 0 }
                            ? "Signed in, but the application has no permission at all: an administrator must consent to it."
                            : "Signed in.",
                        Nothing: roles is { Count: 0 }
                    );
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return (check, roles);
    }

    private static async Task<PermissionCheck> TryAsync(
        string name,
        string neededFor,
        Func<CancellationToken, Task<Seen>> probe,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var seen = await probe(cancellationToken).ConfigureAwait(false);
            return new(name, neededFor, CheckOutcome.Granted, seen.Text) { Without = Without(name), ShowsNothing = seen.Nothing };
        }
        catch (DirectoryReadException e)
        {
            return new(name, neededFor, CheckOutcome.Missing, e.Message) { Without = Without(name), Fault = e.Fault };
        }
    }

    private async Task<Seen> UsersAsync(CancellationToken cancellationToken)
    {
        using var list = await RowsAsync("users?$top=1&$select=id,userPrincipalName", ReadUsers, cancellationToken).ConfigureAwait(false);
        if (First(list) is { } user && !HasText(user, "userPrincipalName"))
            throw Missing("users?$top=1", ReadUsers, "Graph sends bare ids without names");
        (await RowsAsync("users/delta?$select=id,accountEnabled", ReadUsers, cancellationToken).ConfigureAwait(false)).Dispose();
        return First(list) is null
            ? new Seen(
                "Users can be read, but the directory shows none. Check the tenant id; a real tenant has at least its administrator.",
                true
            )
            : new Seen("Users and their changes can be read.", false);
    }

    /// <returns>What was seen, and the name of a group with hidden membership if one was met.</returns>
    private async Task<(Seen Seen, string? Hidden)> GroupsAsync(bool seesHidden, CancellationToken cancellationToken)
    {
        var request = $"groups?$top={SomeGroups}&$select=id,displayName,visibility";
        using var list = await RowsAsync(request, ReadGroups, cancellationToken).ConfigureAwait(false);
        var rows = list.RootElement.GetProperty("value").EnumerateArray().ToList();
        var hidden = rows.Where(HidesMembers).Select(row => (JsonElement?)row).FirstOrDefault();
        // The members of a hidden group may be refused without saying anything about other groups.
        if (rows.Find(row => seesHidden || !HidesMembers(row)) is { ValueKind: not JsonValueKind.Undefined } group)
        {
            if (
                !HasText(group, "displayName")
                || !HasText(group, "id")
                || !ObjectId.TryParse(group.GetProperty("id").GetString(), out var id)
            )
                throw Missing("groups", ReadGroups, "Graph sends bare ids without names");
            (await RowsAsync($"groups/{id}/members?$top=1&$select=id", ReadGroups, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        (await RowsAsync("groups/delta?$select=id,members,owners", ReadGroups, cancellationToken).ConfigureAwait(false)).Dispose();
        var seen =
            rows.Count == 0
                ? new Seen("Groups can be read, but the directory shows none.", true)
                : new Seen("Groups, their members and their changes can be read.", false);
        return (seen, hidden is { } met && HasText(met, "displayName") ? met.GetProperty("displayName").GetString() : null);
    }

    private static bool HidesMembers(JsonElement group) =>
        HasText(group, "visibility")
        && "HiddenMembership".Equals(group.GetProperty("visibility").GetString(), StringComparison.OrdinalIgnoreCase);

    private static PermissionCheck Hidden(bool? seesHidden, string? met)
    {
        var there = met is null ? "" : $" There is at least one: '{Safe.Excerpt(met, 80)}'.";
        var (outcome, detail) = seesHidden switch
        {
            null => (CheckOutcome.Optional, $"Cannot be known: the token does not say. Without it, {WouldLookEmpty}{there}"),
            true => (CheckOutcome.Granted, "Hidden memberships can be read."),
            false => (CheckOutcome.Optional, $"Not granted: {WouldLookEmpty}{there}"),
        };
        return new(ReadHidden, HiddenIsFor, outcome, detail) { Without = Without(ReadHidden) };
    }

    private const string WouldLookEmpty =
        "groups whose visibility is HiddenMembership look empty, with no error. Grant it only if such a group is to be synced.";

    private async Task<JsonDocument> RowsAsync(string request, string permission, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(root.Address(request), null, cancellationToken).ConfigureAwait(false);
        var said = $"{GraphError.Describe(answer)} ({answer.Reference})";
        if (answer.Status == 403)
            throw Missing(request, permission, said);
        if (answer.Status == 404)
            throw Unexpected(
                request,
                $"there is no such thing there: {said}. Check --graph-url; it ends with the version, as in https://graph.microsoft.com/v1.0"
            );
        if (answer.Status == 401)
            throw new DirectoryReadException(
                DirectoryFault.SignInRefused,
                $"GET {root}/{request}: Graph refuses the token: {said}. Check that --graph-url and --authority belong to one cloud."
            );
        if (answer.Status != 200 || !answer.IsJson || answer.Body.TooLong)
            throw Unexpected(
                request,
                $"answered {answer.Status}, {answer.MediaType ?? "no type"}: {said}. Check --graph-url and any proxy"
            );
        return Parse(answer, request);
    }

    private JsonDocument Parse(GraphAnswer answer, string request)
    {
        try
        {
            var reader = new Utf8JsonReader(answer.Body.Bytes);
            var document = JsonDocument.ParseValue(ref reader);
            if (
                document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("value", out var rows)
                && rows.ValueKind == JsonValueKind.Array
            )
                return document;
            document.Dispose();
            throw Unexpected(request, "“value” is missing");
        }
        catch (JsonException)
        {
            throw Unexpected(request, "the JSON is broken or cut short");
        }
    }

    private static JsonElement? First(JsonDocument list)
    {
        foreach (var row in list.RootElement.GetProperty("value").EnumerateArray())
            return row;
        return null;
    }

    private static bool HasText(JsonElement row, string name) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String;

    private DirectoryReadException Missing(string request, string permission, string said) =>
        new(
            DirectoryFault.PermissionMissing,
            $"Add {permission} as an application permission and have an administrator consent; a new grant takes a few minutes. GET {root}/{request} was refused: {said}."
        );

    private DirectoryReadException Unexpected(string request, string what) =>
        new(DirectoryFault.UnexpectedAnswer, $"GET {root}/{request}: {what}.");

    /// <param name="Text">What was seen, for people.</param>
    /// <param name="Nothing">Whether it worked and showed nothing.</param>
    private sealed record Seen(string Text, bool Nothing);
}
