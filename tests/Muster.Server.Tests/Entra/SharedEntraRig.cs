using Microsoft.EntityFrameworkCore;
using Muster.Server.Access;
using Muster.Testing.Provider;

namespace Muster.Server.Tests.Entra;

/// <summary>One provider and one server for all tests of a class; each begins with nobody added and nobody signed in.</summary>
public sealed class SharedEntraRig : IAsyncLifetime
{
    private EntraRig? _rig;

    public async ValueTask InitializeAsync() => _rig = await EntraRig.StartAsync();

    public ValueTask DisposeAsync() => _rig?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The rig, as at the beginning but for these people, who are added.</summary>
    internal async Task<EntraRig> FreshAsync(params ProviderPerson[] people)
    {
        var provider = _rig!.Provider;
        (provider.Person, provider.Forge, provider.ForgedSignature) = (ProviderPerson.Ada, null, null);
        (provider.IgnoresPrompt, provider.Declines) = (false, false);
        provider.SignedInAt = TimeProvider.System.GetUtcNow();
        provider.Requests.Clear();
        await using (var accounts = await _rig.AccountsAsync())
        {
            await accounts.Sessions.ExecuteDeleteAsync(Tests.Token);
            await accounts.FailedSignIns.ExecuteDeleteAsync(Tests.Token);
            await accounts.Users.Where(row => row.Role != Role.Owner).ExecuteDeleteAsync(Tests.Token);
        }
        foreach (var person in people)
            await _rig.InviteAsync(person);
        return _rig;
    }
}
