using Muster.GraphEmulator.Histories;

namespace Muster.GraphEmulator.Tests.Running;

/// <summary>A history written down in a test.</summary>
internal sealed class TestHistory : ITenantHistory
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly List<List<DirectoryOperation>> _changeSets =
    [
        [],
    ];
    private readonly Dictionary<int, DateTimeOffset> _times = [];

    public string DisplayName => "Contoso";

    public long? LastSeq => KnowsItsEnd ? _changeSets.Count : null;

    public bool KnowsItsEnd { get; init; } = true;

    /// <summary>An id that reads as what it is in a failed test.</summary>
    public static Guid Id(int number) => new($"00000000-0000-4000-8000-{number:d12}");

    /// <summary>Everything said from here on belongs to the next change set.</summary>
    public TestHistory Then(TimeSpan? later = null)
    {
        _changeSets.Add([]);
        if (later is { } wait)
            _times[_changeSets.Count] = TimeOf(_changeSets.Count - 1) + wait;
        return this;
    }

    public TestHistory User(int id, string name, params (string Name, object? Value)[] more) =>
        Do(
            new DirectoryOperation.UserAdd(
                Id(id),
                Properties([("displayName", name), ("userPrincipalName", $"{name.Replace(' ', '.')}@contoso.com"), .. more])
            )
        );

    public TestHistory Group(int id, string name, params (string Name, object? Value)[] more) =>
        Do(new DirectoryOperation.GroupAdd(Id(id), Properties([("displayName", name), .. more])));

    public TestHistory UpdateUser(int id, params (string Name, object? Value)[] changes) =>
        Do(new DirectoryOperation.UserUpdate(Id(id), Properties(changes)));

    public TestHistory UpdateGroup(int id, params (string Name, object? Value)[] changes) =>
        Do(new DirectoryOperation.GroupUpdate(Id(id), Properties(changes)));

    public TestHistory DeleteUser(int id) => Do(new DirectoryOperation.UserDelete(Id(id)));

    public TestHistory DeleteGroup(int id) => Do(new DirectoryOperation.GroupDelete(Id(id)));

    public TestHistory Member(int group, params int[] users)
    {
        foreach (var user in users)
            Do(new DirectoryOperation.MemberAdd(Id(group), Id(user), MemberKind.User));
        return this;
    }

    public TestHistory Nested(int group, int inner) => Do(new DirectoryOperation.MemberAdd(Id(group), Id(inner), MemberKind.Group));

    public TestHistory NoMember(int group, int user) => Do(new DirectoryOperation.MemberRemove(Id(group), Id(user), MemberKind.User));

    public TestHistory Owner(int group, int user) => Do(new DirectoryOperation.OwnerAdd(Id(group), Id(user)));

    public TestHistory NoOwner(int group, int user) => Do(new DirectoryOperation.OwnerRemove(Id(group), Id(user)));

    public TestHistory Do(DirectoryOperation operation)
    {
        _changeSets[^1].Add(operation);
        return this;
    }

    public IEnumerable<ChangeSet> ChangeSets() =>
        _changeSets.Select((operations, index) => new ChangeSet(index + 1, TimeOf(index + 1), operations));

    private DateTimeOffset TimeOf(int seq)
    {
        var known = _times.Keys.Where(key => key <= seq).DefaultIfEmpty(1).Max();
        var from = known == 1 ? Start : _times[known];
        return from.AddMinutes(seq - known);
    }

    /// <summary>What is said last counts, so that a test can replace what the builder fills in.</summary>
    private static Dictionary<string, object?> Properties((string Name, object? Value)[] properties)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
            result[name] = value;
        return result;
    }
}
