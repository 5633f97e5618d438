using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Muster.Server.Accounts;

namespace Muster.Server.SignIn.Passkeys;

/// <summary>What the server must remember between asking a browser for a passkey and its answer. The browser carries it, encrypted; it counts for one purpose and person, ten minutes, and once.</summary>
internal sealed class PasskeyStates(IDataProtectionProvider protection, TimeProvider clock)
{
    /// <summary>How long somebody may take.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(10);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Muster.Passkeys.v1").ToTimeLimitedDataProtector();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new();

    /// <summary>Packs a state.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="account">Whose; null before anybody is signed in.</param>
    /// <param name="state">The state.</param>
    public string Pack(PasskeyPurpose purpose, Guid? account, string state) => _protector.Protect($"{purpose} {account} {state}", Lasts);

    /// <summary>The state; null when it is for something else, too old, made up, or was used.</summary>
    public string? Unpack(PasskeyPurpose purpose, Guid? account, string packed)
    {
        if (_used.ContainsKey(Secrets.Hash(packed)))
            return null;
        try
        {
            var text = _protector.Unprotect(packed);
            var before = $"{purpose} {account} ";
            return text.StartsWith(before, StringComparison.Ordinal) ? text[before.Length..] : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Notes that an answer was accepted; only those are remembered, so that nobody can fill the memory.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Use(string packed)
    {
        var now = clock.GetUtcNow();
        foreach (var old in _used.Where(each => each.Value < now))
            _used.TryRemove(old);
        return _used.TryAdd(Secrets.Hash(packed), now + Lasts);
    }
}

/// <summary>What a passkey is asked for.</summary>
internal enum PasskeyPurpose
{
    /// <summary>To sign in.</summary>
    SignIn,

    /// <summary>To prove anew who sits there.</summary>
    Confirm,

    /// <summary>To be kept from now on.</summary>
    New,
}
