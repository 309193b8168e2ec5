namespace Apertis.Client.Keys;

/// <summary>What the server tells of the account behind a key.</summary>
internal sealed record KeyAccount(KeyQuota? Quota, KeySubscription? Subscription);
