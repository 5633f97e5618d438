using System.Text.Json;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Server;

namespace Muster.Cli.Exceptions;

/// <summary>Exceptions with the names of their groups and people.</summary>
internal sealed class ExceptionNames
{
    private readonly Dictionary<int, string> _groups = [];
    private readonly Dictionary<int, UserRow> _users = [];

    public static async Task<ExceptionNames> LoadAsync(
        MusterInstance muster,
        IReadOnlyList<MembershipException> exceptions,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var names = new ExceptionNames();
        if (exceptions.Count == 0)
            return names;
        var (groups, users) = (exceptions.Select(it => it.Group).ToHashSet(), exceptions.Select(it => it.User).ToHashSet());
        await foreach (var group in muster.Database.Platform.GroupRowsAsync(revision, null, cancellationToken))
            if (groups.Contains(group.Key))
                names._groups[group.Key] = group.Name;
        await foreach (var user in muster.Database.Platform.UserRowsAsync(revision, null, cancellationToken))
            if (users.Contains(user.Key))
                names._users[user.Key] = user;
        return names;
    }

    public string Group(MembershipException exception) =>
        _groups.GetValueOrDefault(exception.Group) ?? $"group {exception.Group} (retired)";

    public string User(MembershipException exception) =>
        _users.GetValueOrDefault(exception.User) is { } user
            ? user.Attributes.UserPrincipalName ?? user.Attributes.DisplayName ?? $"user {exception.User}"
            : $"user {exception.User}";

    /// <summary>How it stands at an instant.</summary>
    public string State(MembershipException exception, DateTimeOffset at) =>
        exception.IsOver(at) ? "due"
        : _users.GetValueOrDefault(exception.User) is { Active: false } ? "idle"
        : "stands";

    /// <summary>What it does, in one sentence.</summary>
    public string Sentence(MembershipException exception)
    {
        var owner = exception.Relation == MembershipRelation.Owner ? " as an owner" : "";
        var how = exception.Kind == ExceptionKind.Include ? "is in" : "is kept out of";
        var until = exception.Until is { } end ? $"until {Numbers.Instant(end)}" : "without an end date";
        return $"{User(exception)} {how} '{Group(exception)}'{owner} {until}: {exception.Reason}";
    }

    /// <param name="json">Where to.</param>
    /// <param name="exception">The exception.</param>
    /// <param name="state">How it stands; null to leave it out.</param>
    public void Write(Utf8JsonWriter json, MembershipException exception, string? state)
    {
        json.WriteStartObject();
        json.WriteNumber("id", exception.Id);
        json.WriteString("group", Group(exception));
        json.Text("user", _users.GetValueOrDefault(exception.User)?.Attributes.UserPrincipalName);
        json.Text("userId", _users.GetValueOrDefault(exception.User)?.Id?.ToString());
        json.WriteString("relation", JsonFormat.Word(exception.Relation));
        json.WriteString("kind", JsonFormat.Word(exception.Kind));
        json.WriteString("reason", exception.Reason);
        json.WriteString("author", exception.Author);
        json.Instant("from", exception.From);
        json.Instant("until", exception.Until);
        if (state is not null)
            json.WriteString("state", state);
        json.WriteEndObject();
    }
}
