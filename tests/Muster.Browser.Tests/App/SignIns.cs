using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;
using Muster.Testing;

namespace Muster.Browser.Tests.App;

/// <summary>Sessions that were begun by the form already. Further windows of the same person share them, as in a browser at home.</summary>
internal static class SignIns
{
    private static readonly ConditionalWeakTable<ServerRig, ConcurrentDictionary<string, IReadOnlyList<Cookie>>> Known = [];

    /// <summary>Gives a window the session of a person, where one is known.</summary>
    public static async Task<bool> TakeAsync(IBrowserContext window, ServerRig rig, string mail)
    {
        if (!Known.GetOrCreateValue(rig).TryGetValue(mail, out var cookies))
            return false;
        await window.AddCookiesAsync(cookies);
        return true;
    }

    /// <summary>Remembers the session of a window.</summary>
    public static async Task KeepAsync(IBrowserContext window, ServerRig rig, string mail) =>
        Known.GetOrCreateValue(rig)[mail] = [
            .. (await window.CookiesAsync())
                .Where(cookie => cookie.Name.EndsWith("muster", StringComparison.Ordinal))
                .Select(cookie => new Cookie
                {
                    Name = cookie.Name,
                    Value = cookie.Value,
                    Url = rig.Address.ToString(),
                }),
        ];
}
