using System.Runtime.InteropServices;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Storage.Mirror;

/// <summary>A round of the users stream: the latest word about each user it mentioned.</summary>
internal sealed class UserRound : IRound
{
    private readonly Dictionary<ObjectId, Word> _words = [];
    private readonly Dictionary<string, string> _texts = [];

    public bool KeepsMissing { get; set; }

    public int Present => _words.Values.Count(word => word.Facts is not null);

    public void Take(DirectoryUserChange change)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, change.Id, out _);
        word.Facts = change.Facts is { } facts ? Shared(facts) : null;
        if (change.Manager.Count > 0)
            word.Manager = [.. word.Manager ?? [], .. change.Manager];
    }

    public async Task<RoundChanges> WriteAsync(RoundTarget target, CancellationToken cancellationToken)
    {
        var changes = new RoundChanges();
        var changed = new List<DirectoryUser>();
        if (target.Full)
            await target.Session.EachAsync(
                UserFactColumns.SelectAll(target.Connection),
                row => Meet(UserFactColumns.Map(row), target.Full, changed, changes),
                cancellationToken
            );
        else
            foreach (var id in _words.Keys.ToArray())
                await target.Session.EachAsync(
                    UserFactColumns.SelectById(target.Connection, id),
                    row => Meet(UserFactColumns.Map(row), target.Full, changed, changes),
                    cancellationToken
                );
        foreach (var user in changed)
            await UserFactColumns.UpdateAsync(target.Session, target.Connection, user, target.Version, cancellationToken);
        await InsertAsync(target, changes, cancellationToken);
        return changes;
    }

    /// <summary>Compares a stored user with what the round says of it; silence means absence only in a full round, and only those are all met.</summary>
    private void Meet(DirectoryUser stored, bool full, List<DirectoryUser> changed, RoundChanges changes)
    {
        ref var word = ref CollectionsMarshal.GetValueRefOrNullRef(_words, stored.Id);
        DirectoryUser now;
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref word))
        {
            if (KeepsMissing || stored.Presence != ObjectPresence.Present)
                return;
            changes.Missing++;
            now = stored with { Presence = ObjectPresence.RemovedInferred };
        }
        else
        {
            word.Stored = true;
            now = word.Facts is { } facts
                ? stored with
                {
                    Presence = ObjectPresence.Present,
                    Facts = word.Managed(facts, full ? null : stored.Facts.More[UserProperty.Manager.Name]),
                }
                : stored with
                {
                    Presence = ObjectPresence.RemovedStated,
                };
        }
        if (now == stored)
            return;
        if (stored.Presence is ObjectPresence.RemovedStated or ObjectPresence.RemovedInferred && now.Presence == ObjectPresence.Present)
            changes.Restored.Add(now.Id);
        changed.Add(now);
        changes.Changed++;
        changes.Count(stored.Presence, now.Presence);
    }

    private async Task InsertAsync(RoundTarget target, RoundChanges changes, CancellationToken cancellationToken)
    {
        var fresh = _words.Where(word => !word.Value.Stored).ToList();
        if (fresh.Count == 0)
            return;
        var key = await DirectoryKeys.TakeUsersAsync(target.Session, fresh.Count, cancellationToken);
        UserFactColumns.InsertAll(
            target,
            fresh.Select(word =>
            {
                var presence = word.Value.Facts is null ? ObjectPresence.RemovedStated : ObjectPresence.Present;
                changes.Count(ObjectPresence.Unseen, presence);
                return new DirectoryUser(
                    key++,
                    word.Key,
                    presence,
                    word.Value.Facts is { } facts ? word.Value.Managed(facts, null) : UserFacts.None
                );
            })
        );
        changes.Changed += fresh.Count;
        changes.ObjectsMore += fresh.Count;
    }

    /// <summary>Keeps one copy of texts that many users share; a large tenant has few departments.</summary>
    private UserFacts Shared(UserFacts facts) =>
        facts with
        {
            Department = Shared(facts.Department),
            JobTitle = Shared(facts.JobTitle),
            OfficeLocation = Shared(facts.OfficeLocation),
            UserType = Shared(facts.UserType),
            Mail = facts.Mail == facts.UserPrincipalName ? facts.UserPrincipalName : facts.Mail,
            More = facts.More.IsEmpty ? MoreFacts.None : Shared(facts.More),
        };

    private MoreFacts Shared(MoreFacts facts) =>
        MoreFacts.Of(facts.Values.Select(value => KeyValuePair.Create(value.Key, Shared(value.Value))));

    private string? Shared(string? text)
    {
        if (text is null || _texts.TryAdd(text, text))
            return text;
        return _texts[text];
    }

    private struct Word
    {
        public UserFacts? Facts;
        public ManagerChange[]? Manager;
        public bool Stored;

        /// <summary>Facts with the manager: the one before, but for what the round says of it.</summary>
        public readonly UserFacts Managed(UserFacts facts, string? before)
        {
            var manager = before;
            foreach (var change in Manager ?? [])
                if (!change.Removed)
                    manager = change.Manager.ToString();
                else if (manager == change.Manager.ToString())
                    manager = null;
            return manager is null ? facts : facts with { More = facts.More.With(UserProperty.Manager.Name, manager) };
        }
    }
}
