using System.Security.Cryptography;
using System.Text;
using Muster.GraphEmulator.Histories;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Testing;

/// <summary>A small tenant and what happens to it, told in words. Everybody and everything has a short handle, from which the object id follows.</summary>
public sealed class TenantStory : ITenantHistory
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly List<List<DirectoryOperation>> _changeSets =
    [
        [],
    ];

    public string DisplayName => "Contoso";

    public long? LastSeq => _changeSets.Count;

    /// <summary>Object id of a handle.</summary>
    public static Guid Id(string handle) => new(SHA256.HashData(Encoding.UTF8.GetBytes(handle)).AsSpan(0, 16));

    /// <summary>UPN of a handle.</summary>
    public static string Upn(string handle) => $"{handle}@contoso.com";

    /// <summary>Everything told from here on belongs to the next change set.</summary>
    public TenantStory Then()
    {
        _changeSets.Add([]);
        return this;
    }

    /// <summary>New people, enabled members of the tenant, or restored ones.</summary>
    public TenantStory Users(params string[] handles)
    {
        foreach (var handle in handles)
            User(handle);
        return this;
    }

    /// <summary>A new person; what is said in <paramref name="more"/> counts before what a person usually has.</summary>
    public TenantStory User(string handle, params (string Name, object? Value)[] more)
    {
        (string, object?)[] usual =
        [
            ("displayName", handle),
            ("userPrincipalName", Upn(handle)),
            ("mail", Upn(handle)),
            ("userType", "Member"),
            ("accountEnabled", true),
        ];
        return Do(new UserAdd(Id(handle), Properties([.. usual, .. more])));
    }

    public TenantStory UpdateUser(string handle, params (string Name, object? Value)[] changes) =>
        Do(new UserUpdate(Id(handle), Properties(changes)));

    public TenantStory Disable(params string[] handles) => Each(handles, handle => UpdateUser(handle, ("accountEnabled", false)));

    public TenantStory Enable(params string[] handles) => Each(handles, handle => UpdateUser(handle, ("accountEnabled", true)));

    public TenantStory DeleteUser(params string[] handles) => Each(handles, handle => Do(new UserDelete(Id(handle))));

    /// <summary>A new or restored group; called like its handle unless a name is given.</summary>
    public TenantStory Group(string handle, string? name = null, params (string Name, object? Value)[] more) =>
        Do(new GroupAdd(Id(handle), Properties([("displayName", name ?? handle), .. more])));

    public TenantStory Rename(string handle, string name) => Do(new GroupUpdate(Id(handle), Properties([("displayName", name)])));

    public TenantStory UpdateGroup(string handle, params (string Name, object? Value)[] changes) =>
        Do(new GroupUpdate(Id(handle), Properties(changes)));

    public TenantStory DeleteGroup(params string[] handles) => Each(handles, handle => Do(new GroupDelete(Id(handle))));

    public TenantStory Member(string group, params string[] users) =>
        Each(users, user => Do(new MemberAdd(Id(group), Id(user), MemberKind.User)));

    public TenantStory NoMember(string group, params string[] users) =>
        Each(users, user => Do(new MemberRemove(Id(group), Id(user), MemberKind.User)));

    public TenantStory Nested(string group, params string[] inner) =>
        Each(inner, child => Do(new MemberAdd(Id(group), Id(child), MemberKind.Group)));

    public TenantStory NotNested(string group, params string[] inner) =>
        Each(inner, child => Do(new MemberRemove(Id(group), Id(child), MemberKind.Group)));

    public TenantStory Owner(string group, params string[] users) => Each(users, user => Do(new OwnerAdd(Id(group), Id(user))));

    public TenantStory NoOwner(string group, params string[] users) => Each(users, user => Do(new OwnerRemove(Id(group), Id(user))));

    public TenantStory Do(DirectoryOperation operation)
    {
        _changeSets[^1].Add(operation);
        return this;
    }

    public IEnumerable<ChangeSet> ChangeSets() =>
        _changeSets.Select((operations, index) => new ChangeSet(index + 1, Start.AddMinutes(index), operations));

    private TenantStory Each(string[] handles, Func<string, TenantStory> tell)
    {
        foreach (var handle in handles)
            tell(handle);
        return this;
    }

    private static Dictionary<string, object?> Properties((string Name, object? Value)[] properties)
    {
        var result = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in properties)
            result[name] = value;
        return result;
    }
}
