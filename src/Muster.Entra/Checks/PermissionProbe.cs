using System.Runtime.CompilerServices;
using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Http;
using Muster.Entra.SigningIn;

namespace Muster.Entra.Checks;

/// <summary>Proves what a connection may do, each permission with a real call.</summary>
internal sealed class PermissionProbe(GraphClient client, GraphRoot root)
{
    private const string SignIn = "Sign in";
    private const string ReadUsers = "User.Read.All";
    private const string ReadGroups = "GroupMember.Read.All";
    public const string ReadHidden = "Member.Read.Hidden";

    private const string SignInIsFor = "Proves to the directory which application is asking";
    private const string UsersAreFor = "Reads who the users are, and who is disabled or deleted";
    private const string GroupsAreFor = "Reads groups with their members and owners";
    private const string HiddenIsFor = "Reads the members of groups whose membership is hidden";

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
        yield return await TryAsync(ReadGroups, GroupsAreFor, GroupsAsync, cancellationToken).ConfigureAwait(false);
        yield return Hidden(roles);
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
                    roles = TokenClaims.Read(await client.TokenAsync(token).ConfigureAwait(false))?.Roles;
                    return roles is { Count: 0 }
                        ? "Signed in, but the application has no permission at all: an administrator must consent to it."
                        : "Signed in.";
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return (check, roles);
    }

    private static async Task<PermissionCheck> TryAsync(
        string name,
        string neededFor,
        Func<CancellationToken, Task<string>> probe,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var seen = await probe(cancellationToken).ConfigureAwait(false);
            return new(name, neededFor, CheckOutcome.Granted, seen) { Without = Without(name) };
        }
        catch (DirectoryReadException e)
        {
            return new(name, neededFor, CheckOutcome.Missing, e.Message) { Without = Without(name), Fault = e.Fault };
        }
    }

    private async Task<string> UsersAsync(CancellationToken cancellationToken)
    {
        using var list = await RowsAsync("users?$top=1&$select=id,userPrincipalName", ReadUsers, cancellationToken).ConfigureAwait(false);
        if (First(list) is { } user && !HasText(user, "userPrincipalName"))
            throw Missing("users?$top=1", ReadUsers, "Graph sends bare ids without names");
        (await RowsAsync("users/delta?$select=id,accountEnabled", ReadUsers, cancellationToken).ConfigureAwait(false)).Dispose();
        return First(list) is null
            ? "Users can be read, but the directory shows none. Check the tenant id."
            : "Users and their changes can be read.";
    }

    private async Task<string> GroupsAsync(CancellationToken cancellationToken)
    {
        using var list = await RowsAsync("groups?$top=1&$select=id,displayName", ReadGroups, cancellationToken).ConfigureAwait(false);
        if (First(list) is { } group)
        {
            if (
                !HasText(group, "displayName")
                || !HasText(group, "id")
                || !ObjectId.TryParse(group.GetProperty("id").GetString(), out var id)
            )
                throw Missing("groups?$top=1", ReadGroups, "Graph sends bare ids without names");
            (await RowsAsync($"groups/{id}/members?$top=1&$select=id", ReadGroups, cancellationToken).ConfigureAwait(false)).Dispose();
        }
        (await RowsAsync("groups/delta?$select=id,members,owners", ReadGroups, cancellationToken).ConfigureAwait(false)).Dispose();
        return First(list) is null
            ? "Groups can be read, but the directory shows none."
            : "Groups, their members and their changes can be read.";
    }

    private static PermissionCheck Hidden(IReadOnlyList<string>? roles)
    {
        var (outcome, detail) = roles switch
        {
            null => (CheckOutcome.Optional, $"Cannot be known: the token does not say. Without it, {WouldLookEmpty}"),
            _ when roles.Contains(ReadHidden, StringComparer.OrdinalIgnoreCase) => (
                CheckOutcome.Granted,
                "Hidden memberships can be read."
            ),
            _ => (CheckOutcome.Optional, $"Not granted: {WouldLookEmpty}"),
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
            $"GET {root}/{request}: {said}. Add {permission} as an application permission and have an administrator consent; a new grant takes a few minutes."
        );

    private DirectoryReadException Unexpected(string request, string what) =>
        new(DirectoryFault.UnexpectedAnswer, $"GET {root}/{request}: {what}.");
}
