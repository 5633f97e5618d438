using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace Muster.Server.SignIn.Entra;

/// <summary>Whether people can sign in with Microsoft Entra at this moment, as far as this server can tell.</summary>
internal sealed class EntraReach(ServerOptions options, IOptionsMonitor<OpenIdConnectOptions> connects)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>Whether the login host does not answer, or answers with a fault of its own. False where people do not sign in with Entra: then that tells nothing.</summary>
    public async Task<bool> IsDeadAsync(CancellationToken cancellationToken)
    {
        if (options.SignIn is null)
            return false;
        var connect = connects.Get(EntraWay.Scheme);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        enough.CancelAfter(Patience);
        try
        {
            using var answer = await connect.Backchannel.GetAsync(connect.MetadataAddress, enough.Token);
            return (int)answer.StatusCode >= 500;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return true;
        }
    }
}
