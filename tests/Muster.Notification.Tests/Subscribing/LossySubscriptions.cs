using Muster.Engine.Connections;
using Muster.Engine.Notifications;
using Muster.Engine.Reading;

namespace Muster.Notification.Tests.Subscribing;

/// <summary>Creates and then says that no answer came.</summary>
internal sealed class LossySubscriptions : IDirectorySubscriptionsFactory
{
    private IDirectorySubscriptionsFactory? _inner;

    public int LoseCreations { get; set; }

    public LossySubscriptions Around(IDirectorySubscriptionsFactory inner)
    {
        _inner = inner;
        return this;
    }

    public IDirectorySubscriptions Create(Connection connection, Credential credential) =>
        new Lossy(_inner!.Create(connection, credential), this);

    private sealed class Lossy(IDirectorySubscriptions inner, LossySubscriptions settings) : IDirectorySubscriptions
    {
        public Task<Guid?> TenantAsync(CancellationToken cancellationToken) => inner.TenantAsync(cancellationToken);

        public async Task<SubscriptionAnswer> CreateAsync(SubscriptionOrder order, CancellationToken cancellationToken)
        {
            var answer = await inner.CreateAsync(order, cancellationToken);
            if (answer is not SubscriptionAnswer.Accepted || settings.LoseCreations == 0)
                return answer;
            settings.LoseCreations--;
            throw new DirectoryReadException(DirectoryFault.Unavailable, "The answer was lost.");
        }

        public Task<SubscriptionAnswer> RenewAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
            inner.RenewAsync(id, expiresAt, cancellationToken);

        public Task<string?> DeleteAsync(Guid id, CancellationToken cancellationToken) => inner.DeleteAsync(id, cancellationToken);

        public Task<IReadOnlyList<DirectorySubscription>> ListAsync(CancellationToken cancellationToken) =>
            inner.ListAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
