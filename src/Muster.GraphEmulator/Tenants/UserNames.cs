namespace Muster.GraphEmulator.Tenants;

/// <summary>Users that are alive, by user principal name without regard to case. Built when first asked, kept from then on.</summary>
/// <remarks>Two users of one name, which a history may have, are both kept; a look-up finds one of them.</remarks>
internal sealed class UserNames(Tenant tenant)
{
    private readonly Lock _building = new();
    private volatile HashSet<DirectoryUser>? _users;

    public DirectoryUser? Find(string name) => Users().GetAlternateLookup<string>().TryGetValue(name, out var found) ? found : null;

    /// <summary>Call before a user's name changes or the user goes.</summary>
    public void Forget(DirectoryObject subject)
    {
        if (subject is DirectoryUser user)
            _users?.Remove(user);
    }

    /// <summary>Call after it.</summary>
    public void Learn(DirectoryObject subject)
    {
        if (subject is DirectoryUser { IsAlive: true } user)
            _users?.Add(user);
    }

    private HashSet<DirectoryUser> Users()
    {
        if (_users is { } known)
            return known;
        lock (_building)
            return _users ??= new(tenant.Users.Where(user => user.IsAlive), new ByName(tenant.UserPrincipalName));
    }

    private sealed class ByName(byte property) : IEqualityComparer<DirectoryUser>, IAlternateEqualityComparer<string, DirectoryUser>
    {
        public bool Equals(DirectoryUser? x, DirectoryUser? y) => ReferenceEquals(x, y);

        public int GetHashCode(DirectoryUser user) => GetHashCode(user.Properties.Text(property) ?? "");

        public bool Equals(string alternate, DirectoryUser other) =>
            string.Equals(alternate, other.Properties.Text(property), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string alternate) => StringComparer.OrdinalIgnoreCase.GetHashCode(alternate);

        public DirectoryUser Create(string alternate) => throw new NotSupportedException();
    }
}
